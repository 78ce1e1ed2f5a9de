import type { Awaiting, ConversationEvent, Limits, Owner, VisitorFrame, VisitorWelcome } from '../shared/protocol';

// What the visitor's side knows of its conversation: a fold over the frames of the server. Pure.

export interface Conversation {
  id: string | null;
  owner: Owner;
  agentName: string | null;
  limits: Limits;
  events: readonly ConversationEvent[];
  /** The last event held; everything up to it is in `events`. */
  lastSeq: number;
  /** What the server waits for. */
  awaiting: Awaiting | null;
}

export const emptyConversation: Conversation = {
  id: null,
  owner: 'bot',
  agentName: null,
  limits: {
    text: 4000,
    upload_bytes: 10_485_760,
    upload_types: ['image/png', 'image/jpeg', 'image/webp', 'image/gif'],
  },
  events: [],
  lastSeq: 0,
  awaiting: null,
};

/** The awaiting in force after these events: the one of the newest event that is not the visitor's. */
function awaitingAfter(events: readonly ConversationEvent[]): Awaiting | null {
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const event = events[index];
    if (event && event.from !== 'visitor') return event.awaiting;
  }
  return null;
}

function welcomed(conversation: Conversation, frame: VisitorWelcome): Conversation {
  const known = conversation.id === frame.conv ? conversation : { ...emptyConversation, id: frame.conv };
  return { ...known, owner: frame.owner, limits: frame.limits };
}

function heard(conversation: Conversation, event: ConversationEvent): Conversation {
  // Sent twice, after a resume that crossed with live events, or out of order after a loss.
  if (event.seq !== conversation.lastSeq + 1) return conversation;
  return {
    ...conversation,
    events: [...conversation.events, event],
    lastSeq: event.seq,
    awaiting: event.from === 'visitor' ? conversation.awaiting : event.awaiting,
    agentName: event.from === 'agent' && event.name ? event.name : conversation.agentName,
  };
}

function rewound(conversation: Conversation, conv: string, seq: number): Conversation {
  const events = conv === conversation.id ? conversation.events.filter((event) => event.seq <= seq) : [];
  return {
    ...conversation,
    id: conv,
    events,
    lastSeq: events.length > 0 ? seq : 0,
    awaiting: awaitingAfter(events),
  };
}

export function receive(conversation: Conversation, frame: VisitorFrame): Conversation {
  switch (frame.t) {
    case 'welcome':
      return welcomed(conversation, frame);
    case 'event':
      return heard(conversation, frame);
    case 'resync':
      return rewound(conversation, frame.conv, frame.seq);
    case 'presence':
      return frame.owner
        ? { ...conversation, owner: frame.owner, agentName: frame.name ?? null }
        : conversation;
    case 'error':
      return frame.code === 'stale_answer' && frame.awaiting !== undefined
        ? { ...conversation, awaiting: frame.awaiting }
        : conversation;
    default:
      return conversation;
  }
}

/** Events are missing before this one: the connection has to resume. */
export function isGap(conversation: Conversation, event: { seq: number }): boolean {
  return event.seq > conversation.lastSeq + 1;
}

/** What the button that answered said; the event itself carries only its value. */
export function choiceLabel(conversation: Conversation, awaitingId: string, value: string): string {
  for (const event of conversation.events) {
    if (event.awaiting?.id !== awaitingId) continue;
    const option = event.awaiting.options?.find((candidate) => candidate.value === value);
    if (option) return option.label;
  }
  if (value === 'yes') return '确认';
  if (value === 'no') return '不用了';
  return value;
}

/** Whether the visitor pressed a button of this question already, so that it is not offered again. */
export function isAnswered(conversation: Conversation, awaitingId: string): boolean {
  return conversation.events.some(
    (event) => event.from === 'visitor' && event.body.type === 'choice' && event.body.for === awaitingId,
  );
}

export function hasVisitorSpoken(conversation: Conversation): boolean {
  return conversation.events.some((event) => event.from === 'visitor');
}

export function goesOn(conversation: Conversation): boolean {
  return hasVisitorSpoken(conversation) && (conversation.owner !== 'bot' || conversation.awaiting !== null);
}

/**
 * The events that stand in the log. Of a checklist only the newest does, and that one moves below
 * the last message while its evidence is asked for.
 */
export function shownEvents(conversation: Conversation): ConversationEvent[] {
  const { events, awaiting } = conversation;
  const newest = new Map<string, number>();
  for (const event of events) {
    if (event.body.type === 'checklist') newest.set(event.body.name, event.seq);
  }
  return events.filter((event) => {
    if (event.body.type !== 'checklist') return true;
    const askedFor = awaiting?.kind === 'evidence' && awaiting.name === event.body.name;
    return !askedFor && newest.get(event.body.name) === event.seq;
  });
}

export function unreadCount(conversation: Conversation, readSeq: number): number {
  return conversation.events.filter((event) => event.from !== 'visitor' && event.seq > readSeq).length;
}

/** The rating given after this event, or null. */
export function ratingAfter(conversation: Conversation, seq: number): number | null {
  for (const event of conversation.events) {
    if (event.seq <= seq || event.from !== 'visitor' || event.body.type !== 'form') continue;
    const rating = Number(event.body.values['satisfaction']);
    if (rating >= 1 && rating <= 5) return rating;
  }
  return null;
}

export const progressStages = ['订单号', '问题', '证据', '处理'] as const;

const orderQuestions = new Set(['order_id', 'contact', 'query_password', 'pay_ref', 'pay_ref_tail']);

/** Where in 订单号 → 问题 → 证据 → 处理 the bot stands, or null where no flow is running. */
export function progressStage(conversation: Conversation): number | null {
  const awaiting = conversation.awaiting;
  if (conversation.owner !== 'bot' || !awaiting || !hasVisitorSpoken(conversation)) return null;
  if (awaiting.kind === 'confirm') return 3;
  if (awaiting.kind === 'evidence') return 2;
  return awaiting.name !== null && orderQuestions.has(awaiting.name) ? 0 : 1;
}

/** Pictures were sent or papers drawn up, and nothing is asked now: worth keeping as evidence. */
export function isWorthKeeping(conversation: Conversation): boolean {
  return (
    progressStage(conversation) === null &&
    conversation.events.some(
      ({ from, body }) => (from === 'visitor' && body.type === 'image') || body.type === 'document',
    )
  );
}

/**
 * Which evidence item each of several pictures is for: the one that is asked for, then the other
 * missing ones. Those that are on their way already are not asked for twice.
 */
export function evidenceForNext(awaiting: Awaiting | null, underWay: readonly string[]): string | null {
  if (awaiting?.kind !== 'evidence') return null;
  const wanted = [awaiting.item, ...(awaiting.progress?.missing ?? [])];
  return wanted.find((item): item is string => item !== null && !underWay.includes(item)) ?? null;
}
