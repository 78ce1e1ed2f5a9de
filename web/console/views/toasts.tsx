import { useDesk } from './context';

export function Toasts() {
  const desk = useDesk();
  return (
    <div class="toasts" role="status" aria-live="polite" data-testid="toasts">
      {desk.toasts.value.map((toast) => (
        <p key={toast.id} class={toast.kind}>
          {toast.text}
        </p>
      ))}
    </div>
  );
}
