import { labelOf, refundKindLabels } from '../shared/labels';
import { channelLabel, formatMoney } from '../shared/money';
import type { Decision } from '../shared/protocol';

/** "全额退款 ¥98.00 到平台余额", or null where the decision refunds nothing. */
export function refundWords(decision: Decision): string | null {
  const refund = decision.refund;
  if (!refund) return null;
  const kind = labelOf(refundKindLabels, refund.kind);
  if (typeof refund.amount !== 'number') return kind || null;
  const channel = refund.channel ? ` 到${channelLabel(refund.channel)}` : '';
  return `${kind ? `${kind} ` : ''}${formatMoney(refund.amount)}${channel}`;
}
