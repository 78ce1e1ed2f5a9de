import type { ComponentChildren } from 'preact';
import { BotIcon } from '../../shared/icons';
import type { Body, ConversationEvent } from '../../shared/protocol';
import { asWritten } from '../../shared/spoken';
import { answeredWithin } from '../../shared/time';
import { ratingAfter } from '../conversation';
import { Checklist } from './checklist';
import { useWidget } from './context';
import { CopyableDocument } from './document';
import { Picture } from './picture';
import { Stars } from './stars';

interface Properties {
  event: ConversationEvent;
  /** The first of several by the same sender: it shows who speaks. */
  first: boolean;
  stored: boolean;
  chosen: string | null;
  enlarge(address: string): void;
}

export function Message({ event, first, stored, chosen, enlarge }: Properties) {
  const own = event.from === 'visitor';
  const content = <Content event={event} chosen={chosen} enlarge={enlarge} />;
  if (event.from === 'system' && event.body.type === 'text') {
    return (
      <p class="system" data-from="system">
        {asWritten(event.body.text)}
      </p>
    );
  }
  return (
    <div class={`message ${own ? 'own' : ''} ${first ? 'first' : ''}`} data-from={event.from} data-testid="message">
      {!own && (
        <span class="avatar" aria-hidden="true">
          {first && (event.from === 'agent' ? Array.from(event.name ?? '客')[0] : <BotIcon size={18} />)}
        </span>
      )}
      <div class="said">
        {first && event.from === 'agent' && <span class="speaker">{asWritten(event.name ?? '人工客服')}</span>}
        {content}
        {stored && <span class="delivery">已存</span>}
      </div>
    </div>
  );
}

function Content({ event, chosen, enlarge }: Omit<Properties, 'first' | 'stored'>) {
  const { session } = useWidget();
  const body: Body = event.body;
  switch (body.type) {
    case 'text':
      return <Bubble>{asWritten(body.text)}</Bubble>;
    case 'choice':
      return <Bubble>{body.label ?? chosen ?? body.value}</Bubble>;
    case 'form': {
      const rating = body.values['satisfaction'];
      return <Bubble>{rating ? `评价：${rating} 星` : Object.values(body.values).join('，')}</Bubble>;
    }
    case 'image':
      return <Picture blob={body.blob} enlarge={enlarge} />;
    case 'card':
      return (
        <section class="card" aria-label={body.title}>
          <h3>{body.title}</h3>
          <dl>
            {body.rows.map((row, index) => (
              <div key={index}>
                <dt>{row.label}</dt>
                <dd>{row.value}</dd>
              </div>
            ))}
          </dl>
        </section>
      );
    case 'checklist':
      return <Checklist checklist={body} />;
    case 'queue':
      return (
        <section class="card queue" data-testid="queue">
          <strong>第 {body.position} 位</strong>
          {body.eta_seconds !== null && <span>{answeredWithin(body.eta_seconds)}</span>}
          <p>可以先离开，回来时消息都在。</p>
        </section>
      );
    case 'document':
      return <CopyableDocument title={body.title} text={body.text} />;
    case 'csat':
      return (
        <Stars
          given={ratingAfter(session.conversation.value, event.seq)}
          rate={(stars) => session.say({ type: 'form', values: { satisfaction: String(stars) } }, `评价：${stars} 星`)}
        />
      );
    default:
      // A newer server may know more than this page.
      return <Bubble>［请刷新页面查看这条消息］</Bubble>;
  }
}

export function Bubble({ children }: { children: ComponentChildren }) {
  return <div class="bubble">{children}</div>;
}
