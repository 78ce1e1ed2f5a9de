import {
  evidenceLabels,
  flagLabels,
  labelOf,
  productClassLabels,
  refundStateLabels,
  slotValue,
  stageLabels,
} from '../shared/labels';
import { formatMoney } from '../shared/money';

// The facts that a decision rests on. The policy writes them as "name=value", "name unknown",
// "evidence complete" or "evidence incomplete".

const factLabels: Record<string, string> = {
  platform: '购买渠道',
  product_class: '商品类型',
  stage: '订单状态',
  hours_since_paid: '付款至今',
  hours_to_delivery: '付款到发货',
  promised_hours: '承诺时间',
  'upstream.placed': '已向货源下单',
  'upstream.cancelable': '货源可取消',
  upstream_receipt: '货源回执',
  amount: '金额',
  max_auto_refund: '自动退款上限',
  fee_percent: '服务费比例',
  qty: '数量',
  duplicate_keys: '重复卡密',
  'breach.late': '发货慢',
  'breach.false_ad': '与页面不符',
  'breach.invalid_key': '卡密无效',
  'breach.duplicate': '重复发货',
  'breach.wrong_item': '发错货',
  'breach.not_arrived': '没到账',
  'breach.other': '其他问题',
  used: '是否用过',
  sealed: '卡密没揭开过',
  no_return_terms: '页面写着不退',
  evidence: '证据',
  ecommerce_stage: '电商平台申请',
  'refund.state': '退款状态',
  'refund.days': '退款天数',
  flags: '标记',
};

const proofs: Record<string, string> = { none: '没有', claimed: '客户说有', verified: '已核实' };
const receipts: Record<string, string> = { success: '成功', failed: '失败', unknown: '不清楚' };
const plain: Record<string, string> = { yes: '是', no: '否', true: '是', false: '否', unknown: '不清楚', none: '没有' };

function hours(value: string): string {
  const number = Number(value);
  return Number.isFinite(number) ? `${Math.round(number * 10) / 10} 小时` : value;
}

function valueOf(name: string, value: string): string {
  if (name.startsWith('breach.')) return labelOf(proofs, value);
  if (name.includes('hours')) return hours(value);
  switch (name) {
    case 'stage':
      return labelOf({ ...plain, ...stageLabels }, value);
    case 'product_class':
      return labelOf({ ...plain, ...productClassLabels }, value);
    case 'amount':
    case 'max_auto_refund':
      return formatMoney(Number(value));
    case 'fee_percent':
      return `${value}%`;
    case 'evidence':
      return value.split(',').map((item) => labelOf(evidenceLabels, item)).join('、') || '没有';
    case 'flags':
      return value.split(',').map((flag) => labelOf(flagLabels, flag)).join('、') || '没有';
    case 'upstream_receipt':
      return labelOf(receipts, value);
    case 'refund.state':
      return labelOf({ ...plain, ...refundStateLabels }, value);
    case 'platform':
    case 'used':
    case 'ecommerce_stage':
      return labelOf(plain, slotValue(name, value));
    default:
      return labelOf(plain, value);
  }
}

/** One fact of a decision as an agent reads it. */
export function describeReason(reason: string): string {
  const written = /^([a-z_.]+)(?:=(.*)| (unknown|complete|incomplete))$/.exec(reason);
  if (!written) return reason;
  const [, name = '', value, state] = written;
  const label = labelOf(factLabels, name);
  if (state === 'complete') return `${label}齐全`;
  if (state === 'incomplete') return `${label}不齐`;
  if (state === 'unknown') return `${label}：不清楚`;
  return `${label}：${valueOf(name, value ?? '')}`;
}
