import { describe, expect, it } from 'vitest';
import { describeInternal } from '../console/internal-events';
import { refundWords } from '../console/refund-words';
import { belongs, compareRows, countsByTab, pendingReviews, rightsOf, urgencyOf, waitingOf } from '../console/rows';
import { shortcutOf } from '../console/shortcuts';
import { blocksOf, emptyTranscript, evidenceLines, findingsOf, galleryOf, heard } from '../console/transcript';
import { describeReason } from '../console/reasons';
import { evidenceLabels, labelOf, learnVocabulary, slotLabels } from '../shared/labels';
import { arrivalLabel } from '../shared/time';
import { describeUnderstanding, describeWhy } from '../console/why';
import { slotValue } from '../shared/labels';
import type { DeskEvent, Row } from '../shared/protocol';

const now = Date.parse('2026-09-12T10:00:00Z');

function row(conv: string, more: Partial<Row> = {}): Row {
  return {
    conv,
    visitor: 'v_12345678',
    name: null,
    channel: 'web',
    owner: 'queue',
    agent: null,
    agent_name: null,
    epoch: 1,
    closed: false,
    queue: 'aftersale',
    priority: 'P2',
    queued_at: '2026-09-12T09:58:00Z',
    due_at: '2026-09-12T10:02:00Z',
    opened_at: '2026-09-12T09:50:00Z',
    updated_at: '2026-09-12T09:59:00Z',
    flow: null,
    order_no: null,
    last: null,
    evidence: null,
    tickets: [],
    pos: 1,
    ...more,
  };
}

function event(pos: number, type: string, more: Partial<DeskEvent> = {}): DeskEvent {
  return { conv: 'c_1', seq: null, pos, at: '2026-09-12T10:00:00Z', type, ...more };
}

describe('rows', () => {
  it('stand in the tab of their owner, and in the reviews by their ticket', () => {
    const review = [{ id: 't_1', kind: 'review', state: 'open' }];
    expect(belongs(row('c_1'), 'queue')).toBe(true);
    expect(belongs(row('c_1', { owner: 'bot' }), 'bot')).toBe(true);
    expect(belongs(row('c_1', { owner: 'agent', agent: 'g_2' }), 'mine')).toBe(true);
    expect(belongs(row('c_1', { closed: true }), 'queue')).toBe(false);
    expect(belongs(row('c_1', { closed: true, tickets: review }), 'review')).toBe(true);
    expect(pendingReviews(row('c_1', { tickets: [{ id: 't_1', kind: 'review', state: 'approved' }] }))).toBe(0);
    const rows = [row('c_1', { owner: 'agent', agent: 'g_2' }), row('c_2', { owner: 'agent', agent: 'g_1', tickets: review })];
    expect(countsByTab(rows, 'g_1')).toMatchObject({ mine: 1, queue: 0, review: 1 });
  });

  it('are ordered by overdue, priority, wait', () => {
    const rows = [
      row('c_late', { priority: 'P3', due_at: '2026-09-12T09:00:00Z' }),
      row('c_urgent', { priority: 'P0' }),
      row('c_long', { queued_at: '2026-09-12T09:00:00Z' }),
      row('c_short'),
      row('c_closed', { closed: true }),
    ];
    const ordered = [...rows].reverse().sort((left, right) => compareRows(left, right, now, 'g_1'));
    expect(ordered.map((one) => one.conv)).toEqual(['c_late', 'c_urgent', 'c_long', 'c_short', 'c_closed']);
  });

  it('say how urgent they are', () => {
    expect(urgencyOf(row('c_1', { due_at: '2026-09-12T10:10:00Z' }), now)).toEqual({ label: '剩 10:00', level: 'calm' });
    expect(urgencyOf(row('c_1', { due_at: '2026-09-12T10:01:00Z' }), now)).toEqual({ label: '剩 01:00', level: 'soon' });
    expect(urgencyOf(row('c_1', { due_at: '2026-09-12T09:57:47Z' }), now)).toEqual({ label: '超时 02:13', level: 'over' });
    expect(urgencyOf(row('c_1', { due_at: null }), now)).toBeNull();
    expect(waitingOf(row('c_1'), now)).toBe('等了 02:00');
    expect(waitingOf(row('c_1', { owner: 'bot' }), now)).toBeNull();
  });

  it('let only the owner speak', () => {
    expect(rightsOf(row('c_1'), 'g_1')).toMatchObject({ claim: true, reply: false, note: true });
    expect(rightsOf(row('c_1', { owner: 'agent', agent: 'g_1' }), 'g_1')).toMatchObject({ claim: false, reply: true, resolve: true });
    expect(rightsOf(row('c_1', { owner: 'agent', agent: 'g_2' }), 'g_1')).toMatchObject({ claim: false, reply: false, note: true });
    expect(rightsOf(row('c_1', { closed: true }), 'g_1')).toMatchObject({ claim: false, resolve: false });
  });
});

describe('transcript', () => {
  it('takes every event once', () => {
    const once = heard(emptyTranscript, event(5, 'opened'));
    expect(heard(once, event(5, 'opened'))).toBe(once);
    expect(heard(once, event(4, 'opened'))).toBe(once);
  });

  it('folds runs of internal events', () => {
    const blocks = blocksOf([event(1, 'opened'), event(2, 'slot'), event(3, 'message'), event(4, 'note'), event(5, 'ticket')]);
    expect(blocks.map((block) => (block.kind === 'internal' ? block.events.length : block.event.type))).toEqual([
      2,
      'message',
      'note',
      1,
    ]);
  });

  it('knows what each picture proves', () => {
    const pictures = galleryOf([
      event(1, 'message', { from: 'visitor', body: { type: 'image', blob: 'b_1' } }),
      event(2, 'evidence', { body: { item: 'key_shot', blob: 'b_1' } }),
      event(3, 'message', { from: 'visitor', body: { type: 'image', blob: 'b_2' } }),
      event(4, 'evidence_noted', { body: { blob: 'b_2', seen_in: 'c_9' } }),
    ]);
    expect(pictures).toEqual([
      { blob: 'b_2', item: null, pos: 3, replaced: false, seenIn: 'c_9', editor: null },
      { blob: 'b_1', item: 'key_shot', pos: 1, replaced: false, seenIn: null, editor: null },
    ]);
  });

  it('lists evidence that is there and that is missing', () => {
    const state = { conv: 'c_1', owner: 'bot' as const, epoch: 1, evidence: { invalid_key: { have: ['key_shot'], missing: ['query_shot'] } } };
    expect(evidenceLines(state).map((line) => [line.item, line.have])).toEqual([
      ['key_shot', true],
      ['query_shot', false],
    ]);
    expect(evidenceLines(null)).toEqual([]);
  });
});

describe('findings', () => {
  it('outlive the flow that made them, in the summary of its ticket', () => {
    const summary = { flow: 'invalid_key', slots: { key_fault: 'used', order_id: '512' } };
    const state = {
      conv: 'c_1',
      owner: 'bot' as const,
      epoch: 1,
      flow: null,
      slots: { order_id: '513', contact: '' },
      tickets: [{ id: 't_1', kind: 'review', state: 'open', summary }],
    };
    expect(findingsOf(state)).toEqual({ flow: 'invalid_key', slots: [['key_fault', 'used'], ['order_id', '513']] });
    expect(findingsOf(null)).toEqual({ flow: null, slots: [] });
  });
});

describe('words for agents', () => {
  it('name slots and their values', () => {
    expect(slotValue('key_fault', 'used')).toBe('已被使用');
    expect(slotValue('fee_ack', true)).toBe('是');
    expect(slotValue('order_id', '513')).toBe('513');
    expect(slotValue('key_fault', 'constructor')).toBe('constructor');
    expect(slotValue('contact', null)).toBe('—');
  });

  it('describe internal events', () => {
    expect(describeInternal(event(1, 'slot', { body: { name: 'key_fault', value: 'used' } }))).toBe('记下 卡密提示：已被使用');
    expect(describeInternal(event(1, 'decided', { body: { decision: 'REVIEW' } }))).toBe('策略决定：提交人工审核');
    expect(describeInternal(event(1, '系统记录'))).toBe('系统记录');
  });

  it('explain what the bot did', () => {
    expect(
      describeWhy({ intent: 'invalid_key', confidence: 932, ranking: [{ intent: 'invalid_key', score: 812 }], rules: ['R22', 'R26'] }),
    ).toEqual([
      { name: '理解为', value: '卡密无效' },
      { name: '把握', value: '93%' },
      { name: '候选', value: '卡密无效 812' },
      { name: '依据', value: 'R22、R26' },
    ]);
    expect(describeWhy(null)).toEqual([]);
    expect(describeWhy(['a', 'b'])).toEqual([{ name: '依据', value: 'a、b' }]);
  });

  it('explain how a message was taken', () => {
    const understanding = {
      intent: 'invalid_key',
      confidence_permille: 995,
      ranking: [{ intent: 'invalid_key', score: 1000, why: [{ source: 'keyword', what: '用不了', score: 150 }] }],
      entities: [{ type: 'order_id', text: '513260912103055427' }],
    };
    expect(describeUnderstanding(understanding).map((line) => line.value)).toEqual([
      '卡密无效',
      '100%',
      '关键词“用不了” 150',
      '513260912103055427',
    ]);
    const considered = { ...understanding, ranking: [...understanding.ranking, { intent: 'late_delivery', score: 120 }] };
    expect(describeUnderstanding(considered, { taken: 'answer' })).toEqual(
      expect.arrayContaining([
        { name: '候选', value: '迟迟不发货 120' },
        { name: '当作', value: '对当前问题的回答' },
      ]),
    );
    expect(describeUnderstanding(undefined)).toEqual([]);
  });

  it('say what a decision refunds', () => {
    const refund = { kind: 'full', amount: 9800, fee: 0, channel: 'balance' };
    expect(refundWords({ decision: 'REVIEW', refund })).toBe('全额退款 ¥98.00 到平台余额');
    expect(refundWords({ decision: 'HANDOFF', refund: null })).toBeNull();
  });
});

describe('shortcuts', () => {
  const press = (key: string, tagName = 'BODY', ctrlKey = false) =>
    shortcutOf({ key, ctrlKey, metaKey: false, altKey: false, target: { tagName } as unknown as EventTarget });

  it('work where nobody types', () => {
    expect(press('j')).toBe('next');
    expect(press('C')).toBe('claim');
    expect(press('?')).toBe('help');
    expect(press('Enter')).toBe('open');
  });

  it('stay out of the way of text, of buttons and of the browser', () => {
    expect(press('c', 'TEXTAREA')).toBeNull();
    expect(press('e', 'INPUT')).toBeNull();
    expect(press('Enter', 'BUTTON')).toBeNull();
    expect(press('c', 'BODY', true)).toBeNull();
  });
});

describe('nothing is shown as an id', () => {
  it('the facts of a decision', () => {
    expect(describeReason('stage=paid_undelivered')).toBe('订单状态：已付款，待发货');
    expect(describeReason('hours_since_paid=10.001')).toBe('付款至今：10 小时');
    expect(describeReason('amount=62000')).toBe('金额：¥620.00');
    expect(describeReason('max_auto_refund unknown')).toBe('自动退款上限：不清楚');
    expect(describeReason('breach.invalid_key=claimed')).toBe('卡密无效：客户说有');
    expect(describeReason('evidence=key_shot,query_shot')).toBe('证据：卡密完整截图（卡号+密码）、平台查询记录');
    expect(describeReason('evidence complete')).toBe('证据齐全');
    expect(describeReason('used=no')).toBe('是否用过：没用过');
    expect(describeReason('platform=unknown')).toBe('购买渠道：不清楚');
    expect(describeReason('sealed=yes')).toBe('卡密没揭开过：是');
  });

  it('when the money comes', () => {
    expect(arrivalLabel('at once')).toBe('马上到账');
    expect(arrivalLabel('1-3 working days')).toBe('1–3 个工作日');
    expect(arrivalLabel('at once after 1-3 working days of review')).toBe('审核 1–3 个工作日，通过后马上到账');
  });

  it("the pack's own ids", () => {
    learnVocabulary({
      evidence: { box_shot: '包装照片' },
      slot: { size: '尺码', used: '用了吗' },
      value: { size: { l: '大号' }, used: { no: '没有用' } },
    });
    expect(labelOf(evidenceLabels, 'box_shot')).toBe('包装照片');
    expect(labelOf(slotLabels, 'size')).toBe('尺码');
    expect(slotValue('size', 'l')).toBe('大号');
    expect(slotValue('used', 'no')).toBe('没用过');
  });
});
