import { describe, expect, it } from 'vitest';
import type { Awaiting, Body, ConversationEvent, Sender, VisitorFrame } from '../shared/protocol';
import * as conversations from '../widget/conversation';

function awaiting(id: string, more: Partial<Awaiting> = {}): Awaiting {
  return {
    id,
    kind: 'choice',
    name: 'key_fault',
    item: null,
    options: [{ value: 'used', label: '已被使用' }],
    action: null,
    progress: null,
    expires_at: null,
    ...more,
  };
}

function event(seq: number, from: Sender, body: Body | string, waits: Awaiting | null = null): VisitorFrame & { t: 'event' } {
  return {
    t: 'event',
    seq,
    pos: seq * 10,
    at: '2026-09-12T02:00:00Z',
    from,
    cmid: from === 'visitor' ? `m${seq}` : null,
    body: typeof body === 'string' ? { type: 'text', text: body } : body,
    awaiting: waits,
  };
}

const limits = { text: 4000, upload_bytes: 1000, upload_types: ['image/png'] };

function welcome(conv: string, seq: number): VisitorFrame {
  return { t: 'welcome', visitor: 'v_1', token: 't', conv, seq, owner: 'bot', limits };
}

function after(...frames: VisitorFrame[]): conversations.Conversation {
  return frames.reduce(conversations.receive, conversations.emptyConversation);
}

describe('conversation', () => {
  it('collects events and the question in force', () => {
    const state = after(welcome('c_1', 2), event(1, 'bot', '您好', awaiting('a_1')), event(2, 'visitor', '卡密用不了'));
    expect(state.events.map((one: ConversationEvent) => one.seq)).toEqual([1, 2]);
    expect(state.awaiting?.id).toBe('a_1');
    expect(conversations.receive(state, event(3, 'bot', '好的')).awaiting).toBeNull();
  });

  it('takes every event once, however often it is sent', () => {
    const state = after(welcome('c_1', 2), event(1, 'bot', '您好'), event(1, 'bot', '您好'), event(2, 'visitor', '在吗'));
    expect(conversations.receive(state, event(1, 'bot', '您好'))).toBe(state);
    expect(state.events).toHaveLength(2);
  });

  it('notices that events are missing and does not take what comes after the gap', () => {
    const state = after(welcome('c_1', 3), event(1, 'bot', '您好'));
    expect(conversations.isGap(state, { seq: 2 })).toBe(false);
    expect(conversations.isGap(state, { seq: 3 })).toBe(true);
    expect(conversations.receive(state, event(3, 'bot', '后来')).lastSeq).toBe(1);
  });

  it('keeps what it has when it is welcomed back and starts anew in another conversation', () => {
    const state = after(welcome('c_1', 1), event(1, 'bot', '您好'), welcome('c_1', 1));
    expect(state.lastSeq).toBe(1);
    expect(conversations.receive(state, welcome('c_2', 0)).events).toEqual([]);
  });

  it('goes back where the server says so', () => {
    const state = after(
      welcome('c_1', 3),
      event(1, 'bot', '您好', awaiting('a_1')),
      event(2, 'visitor', '在吗'),
      event(3, 'bot', '在的', awaiting('a_2')),
    );
    const partly = conversations.receive(state, { t: 'resync', conv: 'c_1', seq: 2, pos: 20 });
    expect(partly.lastSeq).toBe(2);
    expect(partly.awaiting?.id).toBe('a_1');
    const wholly = conversations.receive(state, { t: 'resync', conv: 'c_9', seq: 0, pos: 0 });
    expect(wholly).toMatchObject({ id: 'c_9', lastSeq: 0, events: [], awaiting: null });
  });

  it('takes the current question from the refusal of an outdated answer', () => {
    const state = after(welcome('c_1', 1), event(1, 'bot', '哪种', awaiting('a_1')));
    const refused: VisitorFrame = { t: 'error', code: 'stale_answer', message: '', cmid: 'm1', awaiting: awaiting('a_2') };
    expect(conversations.receive(state, refused).awaiting?.id).toBe('a_2');
  });

  it('survives frames that a newer server may send', () => {
    const state = after(welcome('c_1', 1));
    expect(conversations.receive(state, { t: 'news' } as unknown as VisitorFrame)).toBe(state);
  });

  it('shows a pressed button by its words', () => {
    const state = after(welcome('c_1', 1), event(1, 'bot', '哪种', awaiting('a_1')));
    expect(conversations.choiceLabel(state, 'a_1', 'used')).toBe('已被使用');
    expect(conversations.choiceLabel(state, 'a_1', 'yes')).toBe('确认');
    expect(conversations.isAnswered(state, 'a_1')).toBe(false);
    const answered = conversations.receive(state, event(2, 'visitor', { type: 'choice', value: 'used', for: 'a_1' }));
    expect(conversations.isAnswered(answered, 'a_1')).toBe(true);
  });

  it('counts what the visitor has not read, without his own words', () => {
    const state = after(welcome('c_1', 3), event(1, 'bot', '您好'), event(2, 'visitor', '在吗'), event(3, 'agent', '在的'));
    expect(conversations.unreadCount(state, 0)).toBe(2);
    expect(conversations.unreadCount(state, 1)).toBe(1);
  });

  it('knows how far a flow is', () => {
    const greeted = after(welcome('c_1', 1), event(1, 'bot', '您好', awaiting('a_1')));
    expect(conversations.progressStage(greeted)).toBeNull();
    const asked = (waits: Awaiting | null) =>
      conversations.progressStage(
        conversations.receive(conversations.receive(greeted, event(2, 'visitor', '用不了')), event(3, 'bot', '…', waits)),
      );
    expect(asked(awaiting('a_2', { kind: 'slot', name: 'order_id' }))).toBe(0);
    expect(asked(awaiting('a_2'))).toBe(1);
    expect(asked(awaiting('a_2', { kind: 'evidence', name: 'invalid_key' }))).toBe(2);
    expect(asked(awaiting('a_2', { kind: 'confirm', name: 'confirm' }))).toBe(3);
    expect(asked(null)).toBeNull();
  });

  it('gives each of several pictures the next missing item', () => {
    const waits = awaiting('a_1', {
      kind: 'evidence',
      name: 'invalid_key',
      item: 'key_shot',
      progress: { have: [], missing: ['key_shot', 'query_shot'] },
    });
    expect(conversations.evidenceForNext(waits, [])).toBe('key_shot');
    expect(conversations.evidenceForNext(waits, ['key_shot'])).toBe('query_shot');
    expect(conversations.evidenceForNext(waits, ['key_shot', 'query_shot'])).toBeNull();
    expect(conversations.evidenceForNext(null, [])).toBeNull();
  });

  it('shows of a checklist only the newest, and none above while it is asked for', () => {
    const list = (state: 'wanted' | 'received'): Body => ({
      type: 'checklist',
      name: 'invalid_key',
      items: [{ id: 'key_shot', label: '卡密', state }],
    });
    const done = after(welcome('c_1', 2), event(1, 'bot', list('wanted')), event(2, 'bot', list('received')));
    expect(conversations.shownEvents(done).map((one) => one.seq)).toEqual([2]);
    const asking = conversations.receive(done, event(3, 'bot', '还差', awaiting('a_1', { kind: 'evidence', name: 'invalid_key' })));
    expect(conversations.shownEvents(asking).map((one) => one.seq)).toEqual([3]);
  });

  it('finds the rating that was given', () => {
    const state = after(welcome('c_1', 2), event(1, 'bot', { type: 'csat' }));
    expect(conversations.ratingAfter(state, 1)).toBeNull();
    const rated = conversations.receive(state, event(2, 'visitor', { type: 'form', values: { satisfaction: '4' } }));
    expect(conversations.ratingAfter(rated, 1)).toBe(4);
  });
});

describe('what is worth keeping', () => {
  const picture: Body = { type: 'image', blob: 'b_1', media_type: 'image/png', bytes: 1000 };
  const begun = [welcome('c_1', 0), event(1, 'bot', 'hello'), event(2, 'visitor', 'broken card')];

  it('is a talk with pictures, once nothing is asked any more', () => {
    expect(conversations.isWorthKeeping(after(...begun))).toBe(false);
    expect(conversations.isWorthKeeping(after(...begun, event(3, 'visitor', picture), event(4, 'bot', 'ok')))).toBe(true);
    const asked = event(4, 'bot', 'and the next one', awaiting('q_1', { kind: 'evidence' }));
    expect(conversations.isWorthKeeping(after(...begun, event(3, 'visitor', picture), asked))).toBe(false);
  });

  it('is a talk in which papers were drawn up', () => {
    const paper: Body = { type: 'document', title: '投诉材料', text: '…' };
    expect(conversations.isWorthKeeping(after(...begun, event(3, 'bot', paper)))).toBe(true);
  });
});
