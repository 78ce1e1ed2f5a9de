import { useEffect, useRef } from 'preact/hooks';
import { BackIcon, BotIcon, CheckIcon, CopyIcon, HeadsetIcon, PanelIcon, PeopleIcon } from '../../shared/icons';
import { copyText } from '../../shared/copy';
import { sameDay, dayLabel } from '../../shared/time';
import { useResize } from '../../shared/resize';
import { displayName } from '../rows';
import { blocksOf } from '../transcript';
import { Composer } from './composer';
import { useDesk } from './context';
import { HandOver } from './hand-over';
import { InternalEvents } from './internal-events';
import { ThreadMessage } from './thread-message';
import { PendingMessage } from './pending-message';

interface Properties {
  noting: boolean;
  setNoting(noting: boolean): void;
  resolve(): void;
  toggleEvidence(): void;
  enlarge(address: string): void;
}

const nearTheEnd = 160;

export function Thread({ noting, setNoting, resolve, toggleEvidence, enlarge }: Properties) {
  const desk = useDesk();
  const row = desk.row.value;
  if (!row) {
    return (
      <main class="thread empty-thread">
        <div class="empty">
          <p>从左边选一个会话</p>
          <p class="muted">J / K 上下移动，Enter 打开，C 接入</p>
        </div>
      </main>
    );
  }
  return (
    <main
      class="thread"
      aria-label={`与${displayName(row)}的会话`}
      data-testid="thread"
      onDragOver={(event) => event.dataTransfer?.types.includes('Files') && event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        if (desk.rights.value.reply) void desk.sendPictures(Array.from(event.dataTransfer?.files ?? []));
        else desk.toast('接入后才能发图片', 'problem');
      }}
    >
      <Head resolve={resolve} toggleEvidence={toggleEvidence} />
      <HandOver key={`hand-over ${row.conv}`} />
      <Transcript enlarge={enlarge} />
      <Composer key={`composer ${row.conv}`} noting={noting} setNoting={setNoting} />
    </main>
  );
}

const ownerWords = { bot: '机器人接待中', queue: '排队中', agent: '人工接待中' } as const;

function Head({ resolve, toggleEvidence }: { resolve(): void; toggleEvidence(): void }) {
  const desk = useDesk();
  const row = desk.row.value;
  if (!row) return null;
  const rights = desk.rights.value;
  const resting = desk.busy.value || desk.connection.value !== 'online';
  let owner: string = row.closed ? '已结束' : ownerWords[row.owner];
  if (!row.closed && row.owner === 'agent') owner = rights.reply ? '我在接待' : `${row.agent_name ?? '同事'} 接待中`;
  const copy = async () => {
    if (row.order_no && (await copyText(row.order_no))) desk.toast('订单号已复制');
  };

  return (
    <header class="head">
      <button type="button" class="icon-button narrow-only" aria-label="返回列表" onClick={() => desk.closeCurrent()}>
        <BackIcon size={22} />
      </button>
      <div class="head-who">
        <strong>{displayName(row)}</strong>
        <span class={`owner ${row.closed ? 'closed' : row.owner}`} data-testid="owner" data-owner={row.owner}>
          {owner}
        </span>
        {row.order_no && (
          <button type="button" class="order-chip" aria-label={`复制订单号 ${row.order_no}`} onClick={copy}>
            {row.order_no}
            <CopyIcon size={14} />
          </button>
        )}
      </div>
      <div class="head-buttons">
        {rights.claim && (
          <button
            type="button"
            class="button primary"
            data-testid="claim"
            disabled={resting}
            onClick={() => desk.act('claim')}
          >
            <HeadsetIcon size={18} />
            接入
          </button>
        )}
        {rights.handBack && (
          <>
            <button type="button" class="button" data-testid="hand-back" disabled={resting} onClick={() => desk.act('hand_back')}>
              <BotIcon size={18} />
              交还机器人
            </button>
            <button type="button" class="button" data-testid="release" disabled={resting} onClick={() => desk.act('release')}>
              <PeopleIcon size={18} />
              转回排队
            </button>
            <button type="button" class="button" data-testid="resolve" disabled={resting} onClick={resolve}>
              <CheckIcon size={18} />
              结案
            </button>
          </>
        )}
        <button type="button" class="icon-button drawer-only" aria-label="证据与工单" onClick={toggleEvidence}>
          <PanelIcon size={22} />
        </button>
      </div>
    </header>
  );
}

function Transcript({ enlarge }: { enlarge(address: string): void }) {
  const desk = useDesk();
  const conv = desk.current.value;
  const transcript = desk.transcript.value;
  const pending = desk.outbox.value.filter(
    ({ content }) => content.conv === conv && (content.t === 'send' || content.t === 'note'),
  );
  const uploads = desk.uploads.value.filter((upload) => upload.conv === conv);
  const log = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const height = useRef(0);
  const blocks = blocksOf(transcript.events);

  const toEnd = () => {
    const element = log.current;
    if (!element) return;
    height.current = element.scrollHeight;
    element.scrollTop = element.scrollHeight;
  };
  useEffect(() => {
    atEnd.current = true;
    toEnd();
  }, [conv, transcript.loaded, pending.length]);
  useEffect(() => {
    if (atEnd.current) toEnd();
  }, [transcript.lastPos]);
  useResize(log, () => atEnd.current && toEnd());

  let day: Date | null = null;
  return (
    <div
      ref={log}
      class="log"
      role="log"
      aria-live="polite"
      aria-label="聊天记录"
      tabIndex={0}
      data-testid="transcript"
      onScroll={(event) => {
        const element = event.currentTarget;
        const near = element.scrollHeight - element.scrollTop - element.clientHeight < nearTheEnd;
        // Content that grew moves the end away; only the reader's own scrolling means that he wants to stay.
        if (near || element.scrollHeight === height.current) atEnd.current = near;
        height.current = element.scrollHeight;
      }}
    >
      <div class="log-content">
        {!transcript.loaded && <ThreadSkeleton />}
        {blocks.map((block) => {
          const first = block.kind === 'event' ? block.event : block.events[0];
          if (!first) return null;
          const time = new Date(first.at);
          const newDay = day === null || !sameDay(time, day);
          day = time;
          return (
            <div class="block" key={first.pos}>
              {newDay && <p class="day">{dayLabel(time, new Date())}</p>}
              {block.kind === 'event' ? (
                <ThreadMessage event={block.event} events={transcript.events} enlarge={enlarge} />
              ) : (
                <InternalEvents events={block.events} />
              )}
            </div>
          );
        })}
        {pending.map((item) => (
          <PendingMessage key={item.cmid} item={item} />
        ))}
        {uploads.map((upload, index) => (
          <p key={index} class="line" role="status">
            图片上传中 {Math.round(upload.progress * 100)}%
          </p>
        ))}
        {desk.typingVisitor.value === conv && (
          <p class="line" role="status">
            客户正在输入…
          </p>
        )}
      </div>
    </div>
  );
}

function ThreadSkeleton() {
  return (
    <div class="skeleton" aria-label="正在加载">
      <i />
      <i />
      <i />
    </div>
  );
}
