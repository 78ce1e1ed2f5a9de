import type { CardBody, ConversationState, Decision, DeskEvent } from '../shared/protocol';

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

export interface GalleryPicture {
  blob: string;
  item: string | null;
  pos: number;
}

/** All pictures, newest first, with the evidence item that each was taken for. */
export function galleryOf(events: readonly DeskEvent[]): GalleryPicture[] {
  const items = new Map<string, string>();
  for (const event of events) {
    if (event.type === 'evidence' && typeof event['blob'] === 'string' && typeof event['item'] === 'string') {
      items.set(event['blob'], event['item']);
    }
  }
  const pictures: GalleryPicture[] = [];
  for (const event of events) {
    if (event.body?.type !== 'image') continue;
    const { blob, evidence } = event.body;
    pictures.push({ blob, item: items.get(blob) ?? evidence ?? null, pos: event.pos });
  }
  return pictures.reverse();
}

export function latestCard(events: readonly DeskEvent[]): CardBody | null {
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const body = events[index]?.body;
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
    if (event?.from === 'bot' && event.body?.type === 'text') return event.body.text;
  }
  return null;
}

/** The words of a button that was pressed; its event carries only the value. */
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
