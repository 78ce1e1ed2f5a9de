import { describe, expect, test } from 'vitest';
import { sentenceFor } from '../demo/orders';

function order(stage: string, product_class: string) {
  return { order_no: 'A1234567', phone: null, title: '', stage, stage_label: '', amount: 100, product_class };
}

describe('sentenceFor', () => {
  test('complains as the owner of such a product would', () => {
    expect(sentenceFor(order('delivered', 'card_key'))).toBe('买的卡密用不了 订单号 A1234567');
    expect(sentenceFor(order('delivered', 'topup'))).toContain('没到账');
    expect(sentenceFor(order('delivered', 'account'))).toContain('和描述不一样');
  });

  test('asks about the order where it knows nothing better', () => {
    expect(sentenceFor(order('something_new', 'card_key'))).toBe('帮我看看这单 订单号 A1234567');
  });
});
