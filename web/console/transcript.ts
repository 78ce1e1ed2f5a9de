import type { Body, CardBody, ConversationState, Decision, DeskEvent, Details } from '../shared/protocol';

// One conversation as an agent sees it: a fold over its events. Pure.

export interface Transcript {
  events: readonly DeskEvent[];
  lastPos: number;
  state: ConversationState | null;
  /** Everything stored has arrived; what comes now is live. */
  loaded: boolean;
}

export const emptyTranscript: Transcript = { events: [], lastPos: 0, state: null, loaded: false };

export function heard(transcript: Transcript, event: DeskEvent): Transcript {
  if (event.pos <= transcript.lastPos) return transcript;
  return { ...transcript, events: [...transcript.events, event], lastPos: event.pos };
}

/** The body of a message, null for every other event. */
export function messageBody(event: DeskEvent): Body | null {
  return event.type === 'message' && event.body ? (event.body as Body) : null;
}

/** What an event that is no message says. */
export function detailsOf(event: DeskEvent): Details {
  return (event.body ?? {}) as Details;
}

/** Something in a visitor's message that is shown masked. */
export interface MaskedSecret {
  masked: string;
  /** Where it begins in the message; the server knows it by that. */
  place: number;
}

export function secretsOf(event: DeskEvent): MaskedSecret[] {
  const { entities } = (event.understanding ?? {}) as { entities?: unknown };
  if (!Array.isArray(entities)) return [];
  return entities.flatMap((entity: { secret?: unknown; text?: unknown; span?: unknown }) =>
    entity.secret === true && typeof entity.text === 'string' && Array.isArray(entity.span)
      ? [{ masked: entity.text, place: Number(entity.span[0]) }]
      : [],
  );
}

export interface GalleryPicture {
  blob: string;
  item: string | null;
  pos: number;
  /** A newer one was sent for the same item. */
  replaced: boolean;
  /** The first other conversation where this picture was sent. */
  seenIn: string | null;
  /** The program for editing pictures that it names. */
  editor: string | null;
}

/** All pictures, newest first, with the evidence item that each was taken for. */
export function galleryOf(events: readonly DeskEvent[]): GalleryPicture[] {
  const items = new Map<string, string>();
  for (const event of events) {
    if (event.type !== 'evidence') continue;
    const { blob, item } = detailsOf(event);
    if (typeof blob === 'string' && typeof item === 'string') items.set(blob, item);
  }
  const notes = new Map<string, Details>();
  for (const event of events) {
    const blob = detailsOf(event)['blob'];
    if (event.type === 'evidence_noted' && typeof blob === 'string') notes.set(blob, detailsOf(event));
  }
  const noted = (blob: string, what: string) => {
    const value = notes.get(blob)?.[what];
    return typeof value === 'string' ? value : null;
  };
  const pictures: GalleryPicture[] = [];
  for (const event of events) {
    const body = messageBody(event);
    if (body?.type !== 'image') continue;
    const { blob, evidence } = body;
    const item = items.get(blob) ?? evidence ?? null;
    for (const before of pictures) before.replaced ||= before.item === item && item !== null && item !== 'unsorted';
    const seenIn = noted(blob, 'seen_in');
    pictures.push({ blob, item, pos: event.pos, replaced: false, seenIn, editor: noted(blob, 'editor') });
  }
  return pictures.reverse();
}

export function latestCard(events: readonly DeskEvent[]): CardBody | null {
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const event = events[index];
    const body = event ? messageBody(event) : null;
    if (body?.type === 'card') return body;
  }
  return null;
}

export function latestDecision(state: ConversationState | null): Decision | null {
  return state?.decisions?.[state.decisions.length - 1] ?? null;
}

export interface EvidenceLine {
  checklist: string;
  item: string;
  have: boolean;
}

export function evidenceLines(state: ConversationState | null): EvidenceLine[] {
  return Object.entries(state?.evidence ?? {}).flatMap(([checklist, { have, missing }]) => [
    ...have.map((item) => ({ checklist, item, have: true })),
    ...missing.map((item) => ({ checklist, item, have: false })),
  ]);
}

/** What the bot last said in words: where it left the customer. */
export function lastBotWords(events: readonly DeskEvent[]): string | null {
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const event = events[index];
    const body = event?.from === 'bot' ? messageBody(event) : null;
    if (body?.type === 'text') return body.text;
  }
  return null;
}

export interface Findings {
  flow: string | null;
  slots: [string, unknown][];
}

/** What the bot has found out. A flow that has ended left it in the summary of its ticket. */
export function findingsOf(state: ConversationState | null): Findings {
  const summary = state?.tickets?.[state.tickets.length - 1]?.summary;
  const slots = { ...summary?.slots, ...state?.slots };
  return {
    flow: state?.flow ?? summary?.flow ?? null,
    slots: Object.entries(slots).filter(([, value]) => value !== null && value !== undefined && value !== ''),
  };
}

/** The words of a button that was pressed, where its event carries only the value. */
export function chosenLabel(events: readonly DeskEvent[], awaitingId: string, value: string): string {
  for (const event of events) {
    if (event.awaiting?.id !== awaitingId) continue;
    const option = event.awaiting.options?.find((candidate) => candidate.value === value);
    if (option) return option.label;
  }
  return value;
}

/** Messages and notes stand by themselves; runs of internal events between them are folded together. */
export type Block = { kind: 'event'; event: DeskEvent } | { kind: 'internal'; events: DeskEvent[] };

export function blocksOf(events: readonly DeskEvent[]): Block[] {
  const blocks: Block[] = [];
  for (const event of events) {
    if (event.type === 'message' || event.type === 'note') {
      blocks.push({ kind: 'event', event });
      continue;
    }
    const last = blocks[blocks.length - 1];
    if (last?.kind === 'internal') last.events.push(event);
    else blocks.push({ kind: 'internal', events: [event] });
  }
  return blocks;
}
