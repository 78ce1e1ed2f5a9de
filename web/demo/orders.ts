export interface DemoOrder {
  order_no: string;
  phone: string | null;
  title: string;
  product_class: string;
  stage: string;
  stage_label: string;
  /** In 分. */
  amount: number;
}

/** The demo orders, or none where this server is not a demo. */
export async function loadOrders(): Promise<DemoOrder[]> {
  try {
    const response = await fetch('/demo/orders.json');
    if (!response.ok) return [];
    const orders: unknown = await response.json();
    return Array.isArray(orders) ? (orders as DemoOrder[]) : [];
  } catch {
    return [];
  }
}

const sentences: Record<string, string> = {
  unpaid: '这单还没付款，会扣我钱吗？',
  expired: '我付过钱了，订单怎么过期了？',
  canceled: '这单取消了，钱退了吗？',
  paid_undelivered: '怎么还没发货？我想取消',
  abnormal: '订单显示异常，怎么办？',
  delivered: '买的卡密用不了',
  service_not_started: '代练还没开始，我想取消',
  service_started: '代练做得太慢了',
  service_done: '代练做完了，和说的不一样',
  refund_pending: '退款到哪一步了？',
  refund_rejected: '退款为什么被驳回？',
  refunded: '说退了款，我怎么没收到？',
  frozen: '订单为什么被冻结了？',
};

// Of what is delivered, other products fail in other ways than a card key.
const deliveredSentences: Record<string, string> = {
  topup: '显示充值成功，可是没到账',
  account: '买的号和描述不一样',
};

/** A sentence as a customer with this order would write it. */
export function sentenceFor(order: DemoOrder): string {
  const delivered = order.stage === 'delivered' ? deliveredSentences[order.product_class] : undefined;
  const problem = delivered ?? sentences[order.stage] ?? '帮我看看这单';
  return `${problem} 订单号 ${order.order_no}`;
}
