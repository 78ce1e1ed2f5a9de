import { useEffect, useRef } from 'preact/hooks';
import { CloseIcon } from '../../shared/icons';

export function Enlarged({ address, close }: { address: string; close(): void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    button.current?.focus();
    return () => before?.focus();
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
