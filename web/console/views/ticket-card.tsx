import { useState } from 'preact/hooks';
import { labelOf, ticketKindLabels, ticketStateLabels } from '../../shared/labels';
import type { Decision, Ticket } from '../../shared/protocol';
import { refundWords } from '../refund-words';
import { useDesk } from './context';

/**
 * A ticket; a review can be decided here. Money and cards take a second tap that says what will happen.
 * `replaces`: the customer wants a new card, not the money.
 */
export function TicketCard({
  ticket,
  decision,
  replaces,
}: {
  ticket: Ticket;
  decision: Decision | null;
  replaces: boolean;
}) {
  const desk = useDesk();
  const [asking, setAsking] = useState<'approve' | 'reject' | null>(null);
  const [reason, setReason] = useState('');
  const reviewable = ticket.kind === 'review' && (ticket.state === 'open' || ticket.state === 'claimed');
  const resting = desk.busy.value || desk.connection.value !== 'online';
  const words = decision && refundWords(decision);

  const approve = () => {
    desk.act('approve', { ticket: ticket.id });
    setAsking(null);
  };
  const reject = (event: Event) => {
    event.preventDefault();
    if (!reason.trim()) return;
    desk.act('reject', { ticket: ticket.id, reason: reason.trim() });
    setAsking(null);
  };

  return (
    <div class={`ticket ${ticket.state}`} data-testid="ticket" data-kind={ticket.kind} data-state={ticket.state}>
      <p class="ticket-title">
        <strong>{labelOf(ticketKindLabels, ticket.kind)}</strong>
        {ticket.priority && <span class={`priority ${ticket.priority}`}>{ticket.priority}</span>}
        <span class="ticket-state">{labelOf(ticketStateLabels, ticket.state)}</span>
      </p>
      {ticket.case && <p class="muted">案件号 {ticket.case}</p>}
      {reviewable && asking === null && (
        <div class="ticket-buttons">
          <button
            type="button"
            class="button primary"
            data-testid="approve"
            disabled={resting}
            onClick={() => setAsking('approve')}
          >
            {replaces ? '同意换卡' : '同意退款'}
          </button>
          <button type="button" class="button" data-testid="reject" disabled={resting} onClick={() => setAsking('reject')}>
            驳回
          </button>
        </div>
      )}
      {reviewable && asking === 'approve' && (
        <div>
          <p>
            确认同意{replaces ? '：不退款，发一张新卡' : words ? `：${words}` : '退款'}？客户会马上收到通知。
          </p>
          <div class="ticket-buttons">
            <button type="button" class="button primary" data-testid="approve-yes" disabled={resting} onClick={approve}>
              确认同意
            </button>
            <button type="button" class="button" onClick={() => setAsking(null)}>
              再想想
            </button>
          </div>
        </div>
      )}
      {reviewable && asking === 'reject' && (
        <form onSubmit={reject}>
          <label>
            驳回理由（必填，客户会看到）
            <textarea
              rows={3}
              required
              value={reason}
              data-testid="reject-reason"
              onInput={(event) => setReason(event.currentTarget.value)}
            />
          </label>
          <div class="ticket-buttons">
            <button type="submit" class="button danger" data-testid="reject-yes" disabled={resting || !reason.trim()}>
              确认驳回
            </button>
            <button type="button" class="button" onClick={() => setAsking(null)}>
              再想想
            </button>
          </div>
        </form>
      )}
    </div>
  );
}
