import { useEffect, useRef, useState } from 'preact/hooks';
import { CloseIcon, HeadsetIcon } from '../../shared/icons';
import { useBackButton } from '../../shared/back-button';
import { progressStage, progressStages } from '../conversation';
import { Composer } from './composer';
import { useWidget } from './context';
import { Enlarged } from '../../shared/enlarged';
import { Log } from './log';
import { useFullScreen } from './viewport';

export function Panel() {
  const { session, options } = useWidget();
  const panel = useRef<HTMLDivElement>(null);
  const [dropping, setDropping] = useState(false);
  const [enlarged, setEnlarged] = useState<string | null>(null);
  const fullScreen = useFullScreen(panel);
  // Where the panel is all one sees, Back means the panel and not the shop's page.
  useBackButton(fullScreen, () => session.close());
  useBackButton(fullScreen && enlarged !== null, () => setEnlarged(null));

  useEffect(() => {
    // On a phone the focus on the text field would raise the keyboard over the first screen.
    const target = fullScreen ? panel.current : panel.current?.querySelector<HTMLElement>('textarea');
    target?.focus({ preventScroll: true });
  }, []);

  const escape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.stopPropagation();
    if (enlarged) setEnlarged(null);
    else session.close();
  };
  const attach = (data: DataTransfer | null, event: Event) => {
    if (!data || data.files.length === 0) return;
    event.preventDefault();
    session.attach(Array.from(data.files));
  };

  return (
    <div
      ref={panel}
      class={`panel ${dropping ? 'dropping' : ''}`}
      role="dialog"
      aria-modal={fullScreen}
      aria-label={options.title}
      data-testid="panel"
      tabIndex={-1}
      onKeyDown={escape}
      onPaste={(event) => {
        // From a document or a table comes the text and a picture of it: the text is meant.
        if (!event.clipboardData?.types.includes('text/plain')) attach(event.clipboardData, event);
      }}
      onDragOver={(event) => {
        if (!event.dataTransfer?.types.includes('Files')) return;
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={(event) => {
        if (!panel.current?.contains(event.relatedTarget as Node | null)) setDropping(false);
      }}
      onDrop={(event) => {
        // Always ours: a browser that opens the dropped file would leave the shop.
        event.preventDefault();
        setDropping(false);
        attach(event.dataTransfer, event);
      }}
    >
      <Header />
      <Banner />
      <Progress />
      <Log enlarge={setEnlarged} />
      <Composer />
      {dropping && <div class="drop-hint">松开，把图片发给客服</div>}
      {enlarged && <Enlarged address={enlarged} close={() => setEnlarged(null)} />}
    </div>
  );
}

function Header() {
  const { session, options } = useWidget();
  const { owner, agentName } = session.conversation.value;
  const online = session.connection.value === 'online';
  let status = '智能助手在线';
  if (!online) status = '正在连接…';
  else if (owner === 'queue') status = '正在为您安排人工客服';
  else if (owner === 'agent') status = `${agentName ?? '人工客服'} 正在为您服务`;

  return (
    <header class="header">
      <span class="shop-avatar" aria-hidden="true">
        {Array.from(options.title)[0]}
      </span>
      <span class="who">
        <strong>{options.title}</strong>
        <span class="status" data-testid="owner" data-owner={owner}>
          <i class={`dot ${online ? 'on' : ''}`} />
          <span class="status-text">{status}</span>
        </span>
      </span>
      <button
        type="button"
        class="human"
        data-testid="human"
        disabled={owner !== 'bot'}
        onClick={() => session.sayText('转人工')}
      >
        <HeadsetIcon size={18} />
        {owner === 'bot' ? '转人工' : owner === 'queue' ? '排队中' : '人工中'}
      </button>
      <button type="button" class="icon-button" aria-label="收起客服" data-testid="close" onClick={() => session.close()}>
        <CloseIcon size={22} />
      </button>
    </header>
  );
}

const patience = 1500;

function Banner() {
  const { session } = useWidget();
  const state = session.connection.value;
  const [late, setLate] = useState(false);

  // A reconnect that takes a moment is nobody's worry.
  useEffect(() => {
    setLate(false);
    if (state === 'online' || state === 'idle') return;
    const timer = setTimeout(() => setLate(true), patience);
    return () => clearTimeout(timer);
  }, [state === 'online' || state === 'idle']);

  if (late) {
    return (
      <div class="banner" role="status" data-testid="offline">
        网络已断开，消息已保存，恢复后自动发送
      </div>
    );
  }
  if (!session.notice.value) return null;
  return (
    <div class="banner" role="status">
      {session.notice.value}
    </div>
  );
}

function Progress() {
  const { session } = useWidget();
  const stage = progressStage(session.conversation.value);
  if (stage === null) return null;
  return (
    <ol class="progress" aria-label="处理进度" data-testid="progress">
      {progressStages.map((name, index) => (
        <li
          key={name}
          class={index < stage ? 'done' : index === stage ? 'now' : ''}
          aria-current={index === stage ? 'step' : undefined}
        >
          {name}
        </li>
      ))}
    </ol>
  );
}
