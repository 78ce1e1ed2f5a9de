import { useEffect, useRef, useState } from 'preact/hooks';
import type { ConversationEvent } from '../../shared/protocol';
import { clockTime, dayLabel, sameDay } from '../../shared/time';
import { useResize } from '../../shared/resize';
import { choiceLabel, hasVisitorSpoken, isWorthKeeping, shownEvents } from '../conversation';
import { Answers } from './answers';
import { BundleButton } from './bundle-button';
import { useWidget } from './context';
import { Message } from './message';
import { OutgoingMessage, OutgoingPicture } from './outgoing';
import { Starters } from './starters';

const pauseWorthATime = 5 * 60_000;
const nearTheEnd = 120;

export function Log({ enlarge }: { enlarge(address: string): void }) {
  const { session } = useWidget();
  const { awaiting, owner } = session.conversation.value;
  const events = shownEvents(session.conversation.value);
  const outbox = session.outbox.value;
  const attachments = session.attachments.list.value;
  const log = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const height = useRef(0);
  const [below, setBelow] = useState(false);

  const toEnd = () => {
    const element = log.current;
    if (!element) return;
    height.current = element.scrollHeight;
    element.scrollTop = element.scrollHeight;
  };
  const scrolled = (element: HTMLElement) => {
    const near = element.scrollHeight - element.scrollTop - element.clientHeight < nearTheEnd;
    // Content that grew moves the end away; only the reader's own scrolling means that he wants to stay.
    if (near || element.scrollHeight === height.current) atEnd.current = near;
    height.current = element.scrollHeight;
    if (near) setBelow(false);
  };
  const last = events[events.length - 1];
  useEffect(() => {
    if (atEnd.current || last?.from === 'visitor') toEnd();
    else setBelow(true);
  }, [events.length]);
  useEffect(toEnd, [outbox.length, attachments.length]);
  useResize(log, () => atEnd.current && toEnd());

  // What the bot asked is between the customer and the agent once there is one.
  const asks = awaiting !== null && owner !== 'agent' && hasVisitorSpoken(session.conversation.value);
  const shownOutbox = outbox.filter((item) => !events.some((event) => event.cmid === item.cmid));
  const lastOwn = shownOutbox.length > 0 ? null : lastOwnSeq(events);

  return (
    <div class="log-frame">
      <div
        ref={log}
        class="log"
        role="log"
        aria-live="polite"
        aria-label="聊天记录"
        data-testid="log"
        tabIndex={0}
        onScroll={(event) => scrolled(event.currentTarget)}
      >
        <div class="log-content">
          {events.length === 0 && session.connection.value !== 'online' && <Loading />}
          {events.map((event, index) => (
            <EventWithTime
              key={event.seq}
              event={event}
              before={events[index - 1]}
              stored={event.seq === lastOwn}
              enlarge={enlarge}
            />
          ))}
          {!hasVisitorSpoken(session.conversation.value) && shownOutbox.length === 0 && <Starters />}
          {shownOutbox.map((item) => (
            <OutgoingMessage key={item.cmid} item={item} enlarge={enlarge} />
          ))}
          {attachments.map((attachment) => (
            <OutgoingPicture key={attachment.id} attachment={attachment} />
          ))}
          {session.typingAgent.value && (
            <p class="typing" role="status">
              {session.typingAgent.value} 正在输入…
            </p>
          )}
          {isWorthKeeping(session.conversation.value) && <BundleButton />}
          {asks && <Answers awaiting={awaiting} />}
        </div>
      </div>
      {below && (
        <button type="button" class="to-end" onClick={toEnd}>
          有新消息 ↓
        </button>
      )}
    </div>
  );
}

interface EventProperties {
  event: ConversationEvent;
  before: ConversationEvent | undefined;
  stored: boolean;
  enlarge(address: string): void;
}

function EventWithTime({ event, before, stored, enlarge }: EventProperties) {
  const { session } = useWidget();
  const time = new Date(event.at);
  const previous = before ? new Date(before.at) : null;
  const paused = !previous || time.getTime() - previous.getTime() > pauseWorthATime || !sameDay(time, previous);
  const now = new Date();
  const label = sameDay(time, now) ? clockTime(time) : `${dayLabel(time, now)} ${clockTime(time)}`;
  const conversation = session.conversation.value;
  const body = event.body;
  return (
    <>
      {paused && <time class="time">{label}</time>}
      <Message
        event={event}
        first={paused || before?.from !== event.from || before?.name !== event.name}
        stored={stored}
        chosen={body.type === 'choice' ? choiceLabel(conversation, body.for, body.value) : null}
        enlarge={enlarge}
      />
    </>
  );
}

function Loading() {
  return (
    <div class="skeleton" aria-label="正在加载">
      <i />
      <i />
      <i />
    </div>
  );
}

function lastOwnSeq(events: readonly ConversationEvent[]): number | null {
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const event = events[index];
    if (event?.from === 'visitor') return event.seq;
  }
  return null;
}
