import { beforeEach, describe, expect, it } from 'vitest';
import { enqueue, markSent, markStored, type Outbox } from '../shared/outbox';
import { SafeStorage } from '../widget/safe-storage';
import { loadOutbox, saveOutbox, type Said } from '../widget/stored-outbox';

const entries = new Map<string, string>();

beforeEach(() => {
  entries.clear();
  globalThis.localStorage = {
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => void entries.set(key, value),
    removeItem: (key: string) => void entries.delete(key),
    key: (index: number) => [...entries.keys()][index] ?? null,
    get length() {
      return entries.size;
    },
  } as Storage;
});

const said = (text: string): Said => ({ body: { type: 'text', text }, label: null });
const empty: Outbox<Said> = [];

describe('stored outbox', () => {
  it('finds unsent messages again after a reload, in order and to be sent', () => {
    const storage = new SafeStorage('kefu ');
    const outbox = markSent(enqueue(enqueue(empty, 'm1', said('一'), 1), 'm2', said('二'), 2), 'm1');
    saveOutbox(storage, empty, outbox);
    expect(loadOutbox(storage).map((item) => [item.cmid, item.state])).toEqual([
      ['m1', 'queued'],
      ['m2', 'queued'],
    ]);
  });

  it('forgets what the server has stored', () => {
    const storage = new SafeStorage('kefu ');
    const outbox = enqueue(empty, 'm1', said('一'), 1);
    saveOutbox(storage, empty, outbox);
    saveOutbox(storage, outbox, markStored(outbox, 'm1'));
    expect(loadOutbox(storage)).toEqual([]);
  });

  it('keeps what another tab has put there', () => {
    const storage = new SafeStorage('kefu ');
    const here = enqueue(empty, 'm1', said('一'), 1);
    saveOutbox(storage, empty, here);
    saveOutbox(storage, empty, enqueue(empty, 'm2', said('二'), 2));
    saveOutbox(storage, here, empty);
    expect(loadOutbox(storage).map((item) => item.cmid)).toEqual(['m2']);
  });

  it('throws away what it cannot read', () => {
    entries.set('kefu outbox:m1', '{broken');
    expect(loadOutbox(new SafeStorage('kefu '))).toEqual([]);
    expect(entries.size).toBe(0);
  });

  it('works where the browser refuses storage', () => {
    globalThis.localStorage = {
      getItem: () => {
        throw new Error('refused');
      },
      setItem: () => {
        throw new Error('refused');
      },
    } as unknown as Storage;
    const storage = new SafeStorage('kefu ');
    storage.set('token', 't');
    expect(storage.get('token')).toBe('t');
    storage.remove('token');
    expect(storage.get('token')).toBeNull();
  });
});
