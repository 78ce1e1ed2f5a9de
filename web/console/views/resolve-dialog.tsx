import { useDesk } from './context';
import { Dialog } from './dialog';

export function ResolveDialog({ close }: { close(): void }) {
  const desk = useDesk();
  return (
    <Dialog title="结案" close={close}>
      <p>结束这次会话，并请客户评价？</p>
      <div class="dialog-buttons">
        <button
          type="button"
          class="button primary"
          data-testid="resolve-yes"
          onClick={() => {
            desk.act('resolve');
            close();
          }}
        >
          结案
        </button>
        <button type="button" class="button" onClick={close}>
          取消
        </button>
      </div>
    </Dialog>
  );
}
