import { useEffect, useRef } from 'preact/hooks';
import { CloseIcon } from './icons';

/** A picture over the whole page. It takes the focus, and gives it back when it is closed. */
export function Enlarged({ address, close }: { address: string; close(): void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The widget's focus is known to its shadow root only.
    const before = (button.current?.getRootNode() as Document | ShadowRoot | undefined)?.activeElement;
    button.current?.focus();
    return () => (before as HTMLElement | null | undefined)?.focus();
  }, []);
  return (
    <div class="enlarged" role="dialog" aria-modal="true" aria-label="查看图片" onClick={close}>
      <img src={address} alt="聊天图片" />
      <button ref={button} type="button" class="icon-button" aria-label="关闭图片" onClick={close}>
        <CloseIcon size={24} />
      </button>
    </div>
  );
}
