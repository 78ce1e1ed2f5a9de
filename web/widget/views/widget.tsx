import { useLayoutEffect, useRef } from 'preact/hooks';
import { ChatIcon } from '../../shared/icons';
import { useWidget } from './context';
import { Panel } from './panel';

function launcherLabel(unread: number, goesOn: boolean): string {
  if (unread > 0) return `打开客服，${unread} 条未读消息`;
  return goesOn ? '打开客服，对话还在' : '打开客服';
}

export function Widget() {
  const { session, options } = useWidget();
  const launcher = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  const open = session.isOpen.value;
  const unread = session.unread.value;

  useLayoutEffect(() => {
    if (wasOpen.current && !open) launcher.current?.focus();
    wasOpen.current = open;
  }, [open]);

  return (
    <div class={`kefu ${options.side}`}>
      {open && <Panel />}
      <button
        ref={launcher}
        type="button"
        class={`launcher ${open ? 'behind' : ''}`}
        data-testid="launcher"
        aria-label={launcherLabel(unread, session.goesOn.value)}
        aria-expanded={open}
        onClick={() => (open ? session.close() : session.open())}
      >
        <ChatIcon size={28} />
        {unread > 0 && !open && (
          <span class="badge" data-testid="unread">
            {unread > 99 ? '99+' : unread}
          </span>
        )}
        {unread === 0 && !open && session.goesOn.value && (
          <span class="goes-on" data-testid="goes-on">
            对话还在
          </span>
        )}
      </button>
    </div>
  );
}
