import { asWritten } from './spoken';

// Chinese for the ids of the vocabulary, for what the protocol names only by its id.

export const evidenceLabels: Record<string, string> = {
  key_shot: '卡密完整截图（卡号+密码）',
  query_shot: '平台查询记录',
  unused_shot: '官方查询页显示未激活',
  carrier_record: '充值平台或运营商记录',
  listing_shot: '商品页承诺',
  fact_shot: '实际情况',
  received_shot: '实收内容',
  service_terms: '服务约定',
  service_state_shot: '未开始/首图/上号记录',
  transfer_record: '转账记录',
  chat_record: '与对方的聊天记录',
  notice_sent_shot: '通知发送凭证',
  bill_shot: '支付账单',
  chat_log: '本次会话记录',
  unsorted: '未归类的图片',
};

export const checklistLabels: Record<string, string> = {
  unused_card: '卡密未使用',
  unused_topup: '充值未使用',
  invalid_key: '卡密无效',
  not_arrived: '充值未到账',
  false_ad: '虚假宣传',
  wrong_item: '发错货',
  duplicate: '重复发货',
  custom_service: '代练/租号',
  private_trade: '私下转账',
  refund_not_received: '退款未到账',
  refund: '补材料',
};

export const flowLabels: Record<string, string> = {
  cancel_order: '取消订单',
  refund_unused: '已发货未使用',
  invalid_key: '卡密无效',
  late_delivery: '迟迟不发货',
  not_arrived: '充值未到账',
  duplicate_delivery: '重复发货',
  wrong_item: '发错货',
  false_advertising: '虚假宣传',
  custom_service_cancel: '代练/租号取消',
  refund_status: '退款进度',
  deduction_dispute: '扣款争议',
  private_trade: '私下转账',
  ecommerce_guide: '电商平台指引',
  refund_rejected: '退款被拒',
  unfair_terms: '不公平条款',
  advice: '咨询',
  payment_issue: '支付问题',
  human_agent: '转人工',
  human: '转人工',
  complaint: '投诉',
  locate: '查找订单',
  settle: '确定处理方式',
  aftersale: '售后申请',
  minor: '未成年人充值',
  query_order: '查订单',
  review_approved: '审核通过',
  review_rejected: '审核未通过',
  scam: '防骗',
  trouble: '系统没有回应',
};

export const intentLabels: Record<string, string> = {
  ...flowLabels,
  affirm: '肯定',
  deny_correct: '否定或更正',
  duplicate_delivery: '重复发货',
  emotion_abuse: '情绪激动',
  escalate_complaint: '投诉升级',
  evidence_help: '问怎么截图',
  greet_thanks_bye: '寒暄',
  key_redeem_help: '问怎么充值',
  minor_recharge: '未成年人充值',
  ordered_wrong: '拍错了',
  out_of_scope: '与本店无关',
  presale_check: '售前核实',
  private_trade_dispute: '私下转账纠纷',
  product_inquiry: '问商品',
  provide_info: '提供信息',
  query_order: '查订单',
  refund_not_received: '退款没收到',
  refund_policy_faq: '问退款规则',
  refund_used: '用过要退',
  resend_key: '再发一次卡密',
  scam_report: '举报诈骗',
  service_problem: '服务质量问题',
  withdraw_balance: '余额提现',
};

export const stageLabels: Record<string, string> = {
  unpaid: '待付款',
  expired: '已过期',
  canceled: '已取消',
  paid_undelivered: '已付款，待发货',
  abnormal: '发货异常',
  delivered: '已发货',
  service_not_started: '已接单，未开始',
  service_started: '服务中',
  service_done: '服务完成',
  refund_pending: '退款审核中',
  refund_rejected: '退款被驳回',
  refunded: '已退款',
  frozen: '已冻结',
};

export const productClassLabels: Record<string, string> = {
  card_key: '卡密/点卡',
  topup: '话费/直充',
  custom_service: '代练/租号',
  account: '游戏账号',
  other: '其他',
};

export const slotLabels: Record<string, string> = {
  order_id: '订单号',
  contact: '下单手机号/邮箱',
  platform: '购买渠道',
  site: '电商平台',
  product_class: '商品类型',
  used: '是否用过',
  key_fault: '卡密提示',
  demand: '诉求',
  promise: '页面承诺',
  fact: '实际情况',
  expected_item: '要的商品',
  received_item: '收到的商品',
  account: '充值账号',
  fee_ack: '同意服务费',
  confirm: '确认执行',
  cancel_reason: '取消原因',
  pay_ref: '支付单号',
  pay_ref_tail: '支付单号后 6 位',
  ecommerce_stage: '申请进度',
  private_channel: '转账渠道',
  paid_at: '付款时间',
  amount: '金额',
  counterparty: '对方',
  item: '商品',
  promised_time: '承诺时间',
  reason: '原因',
  deadline: '期限',
  account_checked: '核对过账户',
  satisfaction: '评价',
  query_password: '查询密码',
  key_index: '第几张卡',
  clause: '条款',
  deduction: '扣款名目',
  claim: '主张',
  tried: '排错结果',
};

const valueLabels: Record<string, Record<string, string>> = {
  claim: checklistLabels,
  tried: { still: '试过，还是不行', solved: '可以了' },
  platform: { third_party: '本站', ecommerce: '电商平台', private: '私下转账', unknown: '不清楚' },
  site: { taobao: '淘宝', pinduoduo: '拼多多', jd: '京东', douyin: '抖音', xianyu: '闲鱼', other: '其他' },
  product_class: productClassLabels,
  used: { no: '没用过', yes: '用过', unknown: '不确定' },
  key_fault: { used: '已被使用', expired: '已过期', not_exist: '不存在', other: '其他' },
  demand: { refund: '退款', replace: '换卡', resend: '补发', urge: '催发货', compensate: '赔偿', other: '其他' },
  cancel_reason: { wrong_order: '拍错了', no_need: '不需要了', late: '发货慢', other: '其他' },
  ecommerce_stage: { not_applied: '还没申请', in_review: '审核中', rejected: '被拒绝' },
};

export const decisionLabels: Record<string, string> = {
  AUTO_CANCEL: '自动取消并退款',
  AUTO_REFUND: '自动退款',
  REVIEW: '提交人工审核',
  COLLECT: '继续收集证据',
  DENY_DEFAULT: '默认不予退款',
  HANDOFF: '转人工处理',
  GUIDE_ECOM: '指引到电商平台',
  GUIDE_PRIVATE: '私下交易指引',
  ASK_PLATFORM: '确认购买渠道',
  CLOSE_UNPAID: '未付款，自动关闭',
  REFUND_STATUS: '告知退款进度',
  TRACE_REFUND: '追查退款去向',
  RECHECK: '复核',
};

export const refundKindLabels: Record<string, string> = {
  full: '全额退款',
  partial: '部分退款',
  minus_fee: '扣除服务费后退款',
  negotiate: '协商退款',
  none: '不退款',
};

export const refundStateLabels: Record<string, string> = {
  pending_review: '审核中',
  processing: '退款中',
  succeeded: '已退款',
  failed: '退款失败',
  rejected: '已驳回',
  unknown: '核对中',
};

export const flagLabels: Record<string, string> = {
  minor: '未成年人',
  scam: '可能被骗',
  regulator: '提到监管部门',
};

export const actionLabels: Record<string, string> = {
  'orders.lookup': '查订单',
  'orders.cancel': '取消订单',
  'orders.refund': '退款',
  'orders.resend': '补发',
  'refunds.get': '查退款',
  'keys.check': '验卡',
  'tickets.open': '开工单',
};

export const queueLabels: Record<string, string> = {
  aftersale: '售后',
  review: '审核',
  complaint: '投诉',
  risk: '风控',
};

export const ticketKindLabels: Record<string, string> = { review: '退款审核', handoff: '人工接待' };

export const ticketStateLabels: Record<string, string> = {
  open: '待处理',
  claimed: '处理中',
  approved: '已同意',
  rejected: '已驳回',
  closed: '已关闭',
};

/** What the pack calls its ids, sent with the agents' welcome. */
export interface Vocabulary {
  flow?: Record<string, string>;
  intent?: Record<string, string>;
  evidence?: Record<string, string>;
  checklist?: Record<string, string>;
  slot?: Record<string, string>;
  value?: Record<string, Record<string, string>>;
}

/**
 * Takes over the pack's words. Intents and values keep the words for agents above where there are
 * some: the pack's are what a customer's button says.
 */
export function learnVocabulary(words: Vocabulary | undefined): void {
  Object.assign(evidenceLabels, words?.evidence);
  Object.assign(checklistLabels, words?.checklist);
  Object.assign(flowLabels, words?.flow, { ...flowLabels });
  Object.assign(slotLabels, words?.slot, { ...slotLabels });
  Object.assign(intentLabels, words?.intent, { ...intentLabels });
  for (const [slot, values] of Object.entries(words?.value ?? {})) {
    const known = (valueLabels[slot] ??= {});
    Object.assign(known, values, { ...known });
  }
}

/** The Chinese of an id where there is one; an id nobody has named yet is still better than nothing. */
export function labelOf(labels: Record<string, string>, id: string | null | undefined): string {
  if (!id) return '';
  return Object.prototype.hasOwnProperty.call(labels, id) ? (labels[id] as string) : id;
}

/** A slot's value as an agent reads it. */
export function slotValue(name: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return '—';
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (typeof value === 'object') return JSON.stringify(value);
  return labelOf(valueLabels[name] ?? {}, asWritten(String(value)));
}
