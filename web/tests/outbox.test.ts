import { describe, expect, it } from 'vitest';
import * as outboxes from '../shared/outbox';

const now = 1_000_000;
const two = outboxes.enqueue(outboxes.enqueue<string>([], 'm1', 'first', now), 'm2', 'second', now);

describe('outbox', () => {
  it('sends one message at a time, in the order written', () => {
    expect(outboxes.nextToSend(two, now)?.cmid).toBe('m1');
    const underWay = outboxes.markSent(two, 'm1');
    expect(outboxes.nextToSend(underWay, now)).toBeNull();
    expect(outboxes.nextToSend(outboxes.markStored(underWay, 'm1'), now)?.cmid).toBe('m2');
  });

  it('sends what was under way again after a loss of the connection, with the same id', () => {
    const lost = outboxes.connectionLost(outboxes.markSent(two, 'm1'));
    expect(outboxes.nextToSend(lost, now)).toMatchObject({ cmid: 'm1', content: 'first', tries: 1 });
  });

  it('does not send again what is stored', () => {
    const stored = outboxes.markStored(outboxes.markSent(two, 'm1'), 'm1');
    expect(outboxes.connectionLost(stored)[0]?.state).toBe('stored');
  });

  it('waits as long as the server asks and keeps the order meanwhile', () => {
    const limited = outboxes.refuse(outboxes.markSent(two, 'm1'), 'm1', { code: 'rate_limited', retry_after: 3 }, '稍等', now);
    expect(outboxes.nextToSend(limited, now + 2999)).toBeNull();
    expect(outboxes.wakeAt(limited)).toBe(now + 3000);
    expect(outboxes.nextToSend(limited, now + 3000)?.cmid).toBe('m1');
  });

  it('tries again by itself, ever more slowly, where the server cannot store', () => {
    let outbox = two;
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 7; attempt += 1) {
      outbox = outboxes.refuse(outboxes.markSent(outbox, 'm1'), 'm1', { code: 'unavailable' }, '繁忙', now);
      pauses.push((outboxes.wakeAt(outbox) ?? 0) - now);
    }
    expect(pauses.slice(0, 4)).toEqual([2000, 4000, 8000, 16000]);
    expect(Math.max(...pauses)).toBe(30_000);
  });

  it('leaves a refused message to its sender and goes on with the next', () => {
    const refused = outboxes.refuse(outboxes.markSent(two, 'm1'), 'm1', { code: 'bad_request' }, '格式不对', now);
    expect(refused[0]).toMatchObject({ state: 'failed', problem: '格式不对' });
    expect(outboxes.nextToSend(refused, now)?.cmid).toBe('m2');
    const again = outboxes.retry(refused, 'm1', 'm3');
    expect(outboxes.nextToSend(again, now)).toMatchObject({ cmid: 'm3', content: 'first', problem: null });
  });

  it('ignores answers to messages it does not know', () => {
    expect(outboxes.refuse(two, 'other', { code: 'internal' }, '', now)).toBe(two);
    expect(outboxes.remove(two, 'other')).toBe(two);
  });
});
