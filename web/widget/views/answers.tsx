import { useEffect, useState } from 'preact/hooks';
import { channelLabel, formatMoney } from '../../shared/money';
import type { Awaiting, ConfirmAction, Option } from '../../shared/protocol';
import { arrivalLabel } from '../../shared/time';
import { isAnswered } from '../conversation';
import { EvidenceCard } from './checklist';
import { useWidget } from './context';

/** What the conversation waits for, as buttons below the last message. */
export function Answers({ awaiting }: { awaiting: Awaiting }) {
  const { session } = useWidget();
  const underWay = session.outbox.value.some(
    (item) => item.content.body.type === 'choice' && item.content.body.for === awaiting.id && item.state !== 'failed',
  );
  const answered = underWay || isAnswered(session.conversation.value, awaiting.id);
  const choose = (option: Option) =>
    session.say({ type: 'choice', value: option.value, for: awaiting.id }, option.label);

  if (awaiting.kind === 'confirm') {
    return answered ? null : <ConfirmCard awaiting={awaiting} choose={choose} />;
  }
  return (
    <div
      class="answers"
      data-testid="awaiting"
      data-kind={awaiting.kind}
      data-name={awaiting.name}
      data-awaiting={awaiting.id}
    >
      {awaiting.kind === 'evidence' && <EvidenceCard awaiting={awaiting} />}
      {!answered && (awaiting.options ?? []).length > 0 && (
        <div class="chips" role="group" aria-label="快捷回复">
          {awaiting.options?.map((option) => (
            <button
              key={option.value}
              type="button"
              data-testid="option"
              data-value={option.value}
              onClick={() => choose(option)}
            >
              {option.label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

const actionTitles: Record<string, string> = {
  refund: '确认退款',
  cancel: '确认取消订单',
  resend: '确认补发',
  review: '提交审核',
};

function actionTitle(action: ConfirmAction | null): string {
  const name = action?.name.split('.').pop() ?? '';
  return actionTitles[name] ?? '请确认';
}

const defaultOptions: Option[] = [
  { value: 'yes', label: '确认' },
  { value: 'no', label: '不用了' },
];

/** Whether the time has passed, noticed when it passes. */
function useExpired(at: string | null): boolean {
  const [, wake] = useState(0);
  const left = at === null ? Infinity : new Date(at).getTime() - Date.now();
  useEffect(() => {
    if (!Number.isFinite(left) || left <= 0) return;
    const timer = setTimeout(() => wake((count) => count + 1), Math.min(left, 2 ** 31 - 1));
    return () => clearTimeout(timer);
  }, [at]);
  return left <= 0;
}

function ConfirmCard({ awaiting, choose }: { awaiting: Awaiting; choose(option: Option): void }) {
  const action = awaiting.action;
  const expired = useExpired(awaiting.expires_at);
  const options = awaiting.options?.length ? awaiting.options : defaultOptions;
  return (
    <section
      class="card confirm"
      aria-label={actionTitle(action)}
      data-testid="awaiting"
      data-kind="confirm"
      data-name={awaiting.name}
      data-awaiting={awaiting.id}
    >
      <h3>{actionTitle(action)}</h3>
      {action && typeof action.amount === 'number' && action.amount > 0 && (
        <p class="amount">
          {action.name === 'review' ? '申请退' : '退'} <strong>{formatMoney(action.amount)}</strong>
          {action.channel && ` 到${channelLabel(action.channel)}`}
        </p>
      )}
      <dl>
        {action && typeof action.fee === 'number' && action.fee > 0 && (
          <div>
            <dt>服务费</dt>
            <dd>{formatMoney(action.fee)}</dd>
          </div>
        )}
        {action?.eta && (
          <div>
            <dt>预计到账</dt>
            <dd>{arrivalLabel(action.eta)}</dd>
          </div>
        )}
      </dl>
      {expired ? (
        <p class="hint">这次确认已过期，需要的话再说一声即可</p>
      ) : (
        <div class="confirm-buttons">
          {options.map((option) => (
            <button
              key={option.value}
              type="button"
              class={option.value === 'yes' ? 'primary-button' : 'plain-button'}
              data-testid="option"
              data-value={option.value}
              onClick={() => choose(option)}
            >
              {option.label}
            </button>
          ))}
        </div>
      )}
    </section>
  );
}
