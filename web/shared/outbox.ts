// What a sender has said and the server has not yet stored. Pure: the caller keeps, sends and shows.

export type OutboxState = 'queued' | 'sent' | 'stored' | 'failed';

export interface OutboxItem<Content> {
  cmid: string;
  content: Content;
  at: number;
  state: OutboxState;
  /** Not to be sent before this time: the server asked for patience. */
  notBefore: number;
  tries: number;
  problem: string | null;
}

export type Outbox<Content> = readonly OutboxItem<Content>[];

const longestPause = 30_000;

function change<Content>(
  outbox: Outbox<Content>,
  cmid: string,
  changes: Partial<OutboxItem<Content>>,
): Outbox<Content> {
  return outbox.map((item) => (item.cmid === cmid ? { ...item, ...changes } : item));
}

export function enqueue<Content>(outbox: Outbox<Content>, cmid: string, content: Content, at: number): Outbox<Content> {
  return [...outbox, { cmid, content, at, state: 'queued', notBefore: 0, tries: 0, problem: null }];
}

/**
 * What to send now. One message is under way at a time: that keeps the order of what was written,
 * even where the server asks to wait with the first of two.
 */
export function nextToSend<Content>(outbox: Outbox<Content>, now: number): OutboxItem<Content> | null {
  for (const item of outbox) {
    if (item.state === 'sent') return null;
    if (item.state === 'queued') return item.notBefore <= now ? item : null;
  }
  return null;
}

/** When to look again: the pause of the message that stands first, or null. */
export function wakeAt<Content>(outbox: Outbox<Content>): number | null {
  for (const item of outbox) {
    if (item.state === 'sent') return null;
    if (item.state === 'queued') return item.notBefore;
  }
  return null;
}

export function markSent<Content>(outbox: Outbox<Content>, cmid: string): Outbox<Content> {
  return outbox.map((item) => (item.cmid === cmid ? { ...item, state: 'sent', tries: item.tries + 1 } : item));
}

export function markStored<Content>(outbox: Outbox<Content>, cmid: string): Outbox<Content> {
  return change(outbox, cmid, { state: 'stored', problem: null });
}

export function remove<Content>(outbox: Outbox<Content>, cmid: string): Outbox<Content> {
  return outbox.some((item) => item.cmid === cmid) ? outbox.filter((item) => item.cmid !== cmid) : outbox;
}

/** The connection is gone: what was under way may or may not have arrived and goes again, with its id. */
export function connectionLost<Content>(outbox: Outbox<Content>): Outbox<Content> {
  return outbox.map((item) => (item.state === 'sent' ? { ...item, state: 'queued' } : item));
}

export interface Refusal {
  code: string;
  retry_after?: number | undefined;
}

/** The server refused a message: some refusals pass by themselves, the others wait for the sender. */
export function refuse<Content>(
  outbox: Outbox<Content>,
  cmid: string,
  refusal: Refusal,
  problem: string,
  now: number,
): Outbox<Content> {
  const item = outbox.find((candidate) => candidate.cmid === cmid);
  if (!item) return outbox;
  if (refusal.code === 'rate_limited') {
    const pause = Math.max(1, refusal.retry_after ?? 5) * 1000;
    return change(outbox, cmid, { state: 'queued', notBefore: now + pause, problem });
  }
  if (refusal.code === 'unavailable' || refusal.code === 'internal') {
    const pause = Math.min(longestPause, 1000 * 2 ** Math.min(item.tries, 5));
    return change(outbox, cmid, { state: 'queued', notBefore: now + pause, problem });
  }
  return change(outbox, cmid, { state: 'failed', problem });
}

/** The sender tries again. A used id would be a conflict where the server has read it, so it is a new one. */
export function retry<Content>(outbox: Outbox<Content>, cmid: string, newCmid: string): Outbox<Content> {
  return change(outbox, cmid, { cmid: newCmid, state: 'queued', notBefore: 0, tries: 0, problem: null });
}
