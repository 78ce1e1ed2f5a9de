/** 9800 分 -> "¥98.00". Integers only: money never passes through a fraction. */
export function formatMoney(minorUnits: number): string {
  const sign = minorUnits < 0 ? '-' : '';
  const digits = String(Math.abs(Math.trunc(minorUnits))).padStart(3, '0');
  const yuan = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${sign}¥${yuan}.${digits.slice(-2)}`;
}

const channels: Record<string, string> = {
  balance: '平台余额',
  original: '原支付方式',
  bank: '银行卡',
  manual: '人工打款',
};

export function channelLabel(channel: string): string {
  return channels[channel] ?? channel;
}
