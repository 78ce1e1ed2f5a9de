import type { Row } from '../../shared/protocol';
import { asWritten } from '../../shared/spoken';
import { relativeTime } from '../../shared/time';
import { displayName, isMine, pendingReviews, urgencyOf, waitingOf } from '../rows';
import { useDesk } from './context';

const speakers: Record<string, string> = { visitor: '', bot: '机器人：', agent: '客服：', system: '' };

export function ListRow({ row, cursor, open }: { row: Row; cursor: boolean; open(conv: string): void }) {
  const desk = useDesk();
  const now = desk.now.value;
  const current = desk.current.value === row.conv;
  const urgency = urgencyOf(row, now);
  const waiting = waitingOf(row, now);
  const reviews = pendingReviews(row);
  const answerWanted = isMine(row, desk.me.value) && row.last?.from === 'visitor' && !current;
  const draft = desk.drafts.value.get(row.conv);
  const state = row.closed ? 'closed' : row.owner;

  return (
    <div
      id={`row-${row.conv}`}
      class={`row ${state} ${current ? 'current' : ''} ${cursor ? 'cursor' : ''}`}
      role="option"
      aria-selected={current}
      data-testid="row"
      data-conv={row.conv}
      onClick={() => open(row.conv)}
    >
      <div class="row-line">
        <strong class="row-name">{displayName(row)}</strong>
        {row.order_no && <span class="muted">单 …{row.order_no.slice(-6)}</span>}
        {answerWanted && <i class="unread" aria-label="等待回复" />}
        <time>{relativeTime(new Date(row.updated_at), new Date(now))}</time>
      </div>
      <p class="row-last">
        {draft ? <span class="draft">草稿：{draft}</span> : row.last ? speakers[row.last.from] + asWritten(row.last.text) : '…'}
      </p>
      <div class="row-marks">
        {row.priority && <span class={`priority ${row.priority}`}>{row.priority}</span>}
        {urgency && <span class={`urgency ${urgency.level}`}>{urgency.label}</span>}
        {waiting && <span class="muted">{waiting}</span>}
        {row.evidence && row.evidence.wanted > 0 && (
          <span class={`meter ${row.evidence.have >= row.evidence.wanted ? 'full' : ''}`}>
            证据 {row.evidence.have}/{row.evidence.wanted}
          </span>
        )}
        {reviews > 0 && <span class="review-mark">待审</span>}
        {row.agent_name && row.owner === 'agent' && row.agent !== desk.me.value && (
          <span class="muted">{row.agent_name}</span>
        )}
      </div>
    </div>
  );
}
