import {
  actionLabels,
  decisionLabels,
  evidenceLabels,
  flagLabels,
  flowLabels,
  intentLabels,
  labelOf,
  slotLabels,
  slotValue,
  ticketKindLabels,
  ticketStateLabels,
} from '../shared/labels';
import type { DeskEvent } from '../shared/protocol';
import { detailsOf } from './transcript';

const owners: Record<string, string> = { bot: '机器人', queue: '排队', agent: '人工' };
const acts: Record<string, string> = {
  claim: '接入',
  send: '回复',
  release: '转回排队',
  hand_back: '交还机器人',
  transfer: '转接',
  note: '备注',
  resolve: '结案',
  approve: '同意',
  reject: '驳回',
  reveal: '查看原文',
};
const effectStates: Record<string, string> = { pending: '执行中', done: '已完成', failed: '失败', unknown: '结果未知' };
const outcomes: Record<string, string> = {
  ok: '成功',
  timeout: '超时',
  not_found: '没有找到',
  multiple: '找到几单',
  not_verified: '没有核对身份',
  rate_limited: '查得太快',
  state_changed: '订单刚有变化',
  not_cancelable: '不能取消',
  upstream_not_cancelable: '货源不能取消',
  over_auto_limit: '超过自动退款上限',
  amount_exceeds: '超过可退金额',
  frozen: '订单已冻结',
  refund_exists: '已有退款',
  in_progress: '正在处理',
  unknown: '结果未知',
};
const evidenceFlaws: Record<string, string> = { blank: '图是空白的', small: '图太小', repeated: '和另一项是同一张图' };
const flowStates: Record<string, string> = { started: '开始', ended: '结束', parked: '搁置', resumed: '继续', left: '离开' };

function text(event: DeskEvent, field: string): string {
  const value = detailsOf(event)[field];
  return value === null || value === undefined || typeof value === 'object' ? '' : String(value);
}

/** One line of Chinese for an event that only agents see. */
export function describeInternal(event: DeskEvent): string {
  switch (event.type) {
    case 'opened':
      return '会话开始';
    case 'closed':
      return '会话结束';
    case 'slot':
      return `记下 ${labelOf(slotLabels, text(event, 'name'))}：${slotValue(text(event, 'name'), detailsOf(event)['value'])}`;
    case 'evidence':
      return `收到证据 ${labelOf(evidenceLabels, text(event, 'item'))}`;
    case 'evidence_refused':
      return `没有收下「${labelOf(evidenceLabels, text(event, 'item'))}」：${labelOf(evidenceFlaws, text(event, 'reason'))}`;
    case 'evidence_noted':
      return [
        text(event, 'seen_in') && `此图曾出现在另一个会话 ${text(event, 'seen_in')}`,
        text(event, 'editor') && `图片由修图软件保存：${text(event, 'editor')}`,
      ]
        .filter(Boolean)
        .join('；');
    case 'decided':
      return `策略决定：${labelOf(decisionLabels, text(event, 'decision'))}`;
    case 'effect':
      return `动作 ${labelOf(actionLabels, text(event, 'action'))}：${labelOf(effectStates, text(event, 'state'))}`;
    case 'ticket':
      return `工单 ${labelOf(ticketKindLabels, text(event, 'kind'))}：${labelOf(ticketStateLabels, text(event, 'state'))}`;
    case 'owner':
      return `归属变为${labelOf(owners, text(event, 'owner'))}`;
    case 'flow':
      return `流程 ${labelOf(flowLabels, text(event, 'flow'))} ${labelOf(flowStates, text(event, 'state'))}`.trim();
    case 'agent_acted':
      return `客服操作：${labelOf(acts, text(event, 'act'))}`;
    case 'action_answered':
      return `动作 ${labelOf(actionLabels, text(event, 'action'))}：${labelOf(outcomes, text(event, 'outcome'))}`;
    case 'flag':
      return `标记：${labelOf({ ...intentLabels, ...flagLabels }, text(event, 'flag'))}`;
    case 'timer_due':
      return '定时提醒到点';
    case 'revealed':
      return `${text(event, 'name') || '同事'}查看了打码的原文：${text(event, 'reason')}`;
    case 'failed':
      return '机器人这一步出错，已请同事接手';
    default:
      return '系统记录';
  }
}
