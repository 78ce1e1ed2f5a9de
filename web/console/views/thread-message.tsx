import type { JSX } from 'preact';
import { evidenceLabels, checklistLabels, labelOf } from '../../shared/labels';
import { LockIcon } from '../../shared/icons';
import type { DeskEvent } from '../../shared/protocol';
import { asWritten } from '../../shared/spoken';
import { answeredWithin, clockTime } from '../../shared/time';
import { pictureAddress, thumbnailAddress } from '../api';
import { chosenLabel, detailsOf, messageBody, secretsOf } from '../transcript';
import { describeUnderstanding, describeWhy } from '../why';
import { Secret } from './secret';

interface Properties {
  event: DeskEvent;
  events: readonly DeskEvent[];
  enlarge(address: string): void;
}

const speakers: Record<string, string> = { visitor: '客户', bot: '机器人', agent: '客服', system: '系统' };

export function ThreadMessage({ event, events, enlarge }: Properties) {
  const time = clockTime(new Date(event.at));
  if (event.type === 'note') {
    const { name, text } = detailsOf(event);
    return (
      <div class="note" data-testid="note">
        <p class="meta">
          <LockIcon size={14} /> {String(name ?? '同事')} · 内部备注，客户看不到 · {time}
        </p>
        <p class="words">{asWritten(String(text ?? ''))}</p>
      </div>
    );
  }
  const from = event.from ?? 'system';
  const body = messageBody(event);
  if (from === 'system' && body?.type === 'text') {
    return (
      <p class="line" data-from="system">
        {asWritten(body.text)}
      </p>
    );
  }
  const reasons = from === 'visitor' ? describeUnderstanding(event.understanding, event.why) : describeWhy(event.why);
  return (
    <div class={`message ${from}`} data-from={from} data-testid="message">
      <p class="meta">
        {from === 'agent' ? (event.name ?? speakers[from]) : speakers[from]} · {time}
      </p>
      <Content event={event} events={events} enlarge={enlarge} />
      {secretsOf(event).map((secret) => (
        <Secret key={secret.place} event={event} secret={secret} />
      ))}
      {reasons.length > 0 && (
        <details class="why">
          <summary>{from === 'visitor' ? '机器人的理解' : '为什么'}</summary>
          <dl>
            {reasons.map((reason) => (
              <div key={reason.name}>
                <dt>{reason.name}</dt>
                <dd>{reason.value}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </div>
  );
}

const itemWords = { wanted: '待上传', received: '已收到', accepted: '已通过', rejected: '已驳回' } as const;

function Content({ event, events, enlarge }: Properties): JSX.Element | null {
  const body = messageBody(event);
  if (!body) return null;
  switch (body.type) {
    case 'text':
      return <p class="words">{asWritten(body.text)}</p>;
    case 'choice':
      return <p class="words">{body.label ?? chosenLabel(events, body.for, body.value)}</p>;
    case 'form':
      return <p class="words">{body.values['satisfaction'] ? `评价 ${body.values['satisfaction']} 星` : '提交了表单'}</p>;
    case 'image':
      return (
        <button
          type="button"
          class="picture"
          aria-label="查看大图"
          onClick={() => enlarge(pictureAddress(body.blob))}
        >
          <img src={thumbnailAddress(body.blob)} alt={labelOf(evidenceLabels, body.evidence) || '聊天图片'} loading="lazy" />
        </button>
      );
    case 'card':
      return (
        <div class="words">
          <strong>{body.title}</strong>
          <dl class="facts">
            {body.rows.map((row, index) => (
              <div key={index}>
                <dt>{row.label}</dt>
                <dd>{row.value}</dd>
              </div>
            ))}
          </dl>
        </div>
      );
    case 'checklist':
      return (
        <div class="words">
          <strong>证据清单 · {labelOf(checklistLabels, body.name)}</strong>
          <dl class="facts">
            {body.items.map((item) => (
              <div key={item.id}>
                <dt>{item.label}</dt>
                <dd>{itemWords[item.state]}</dd>
              </div>
            ))}
          </dl>
        </div>
      );
    case 'queue':
      return (
        <p class="words">
          排队第 {body.position} 位{body.eta_seconds !== null && `，${answeredWithin(body.eta_seconds)}`}
        </p>
      );
    case 'document':
      return (
        <details class="words">
          <summary>{body.title}</summary>
          <pre>{body.text}</pre>
        </details>
      );
    case 'csat':
      return <p class="words">请客户评价</p>;
    default:
      return <p class="words">［不认识的消息类型］</p>;
  }
}
