import { describe, expect, it } from 'vitest';
import { reconnectDelay } from '../shared/backoff';
import { isComposing } from '../shared/keys';
import { channelLabel, formatMoney } from '../shared/money';
import { asWritten } from '../shared/spoken';
import { answeredWithin, arrivalLabel, dayLabel, duration, relativeTime } from '../shared/time';
import { readableOn, readOptions, socketAddress } from '../widget/options';

describe('money', () => {
  it.each([
    [9800, '¥98.00'],
    [5, '¥0.05'],
    [0, '¥0.00'],
    [123456789, '¥1,234,567.89'],
    [-4850, '-¥48.50'],
  ])('%d 分 is %s', (amount, text) => expect(formatMoney(amount)).toBe(text));

  it('names the channels and leaves unknown ones as they are', () => {
    expect(channelLabel('balance')).toBe('平台余额');
    expect(channelLabel('usdt')).toBe('usdt');
  });
});

describe('time', () => {
  const now = new Date('2026-09-12T10:00:00+08:00');
  const at = (text: string) => new Date(text);

  it('names days', () => {
    expect(dayLabel(at('2026-09-12T00:01:00+08:00'), now)).toBe('今天');
    expect(dayLabel(at('2026-09-11T23:59:00+08:00'), now)).toBe('昨天');
    expect(dayLabel(at('2026-09-01T12:00:00+08:00'), now)).toBe('9月1日');
    expect(dayLabel(at('2025-12-31T12:00:00+08:00'), now)).toBe('2025年12月31日');
  });

  it('says how long ago', () => {
    expect(relativeTime(at('2026-09-12T09:59:30+08:00'), now)).toBe('刚刚');
    expect(relativeTime(at('2026-09-12T09:48:00+08:00'), now)).toBe('12 分钟前');
    expect(relativeTime(at('2026-09-12T08:05:00+08:00'), now)).toBe('08:05');
    expect(relativeTime(at('2026-09-11T08:05:00+08:00'), now)).toBe('昨天');
  });

  it('counts down', () => {
    expect(duration(133_000)).toBe('02:13');
    expect(duration(-1)).toBe('00:00');
    expect(duration(3_900_000)).toBe('1 小时 05 分');
    expect(duration(3 * 86_400_000)).toBe('3 天');
  });

  it('promises a wait without false precision', () => {
    expect(answeredWithin(20)).toBe('1 分钟内回复');
    expect(answeredWithin(230)).toBe('4 分钟内回复');
    expect(answeredWithin(7200)).toBe('2 小时内回复');
  });

  it('says when money arrives', () => {
    expect(arrivalLabel('1-3 working days')).toBe('1–3 个工作日');
    expect(arrivalLabel('2026-09-16T00:00:00+08:00')).toBe('9月16日前');
    expect(arrivalLabel('一般马上到')).toBe('一般马上到');
  });
});

describe('reconnect delay', () => {
  it('grows, is limited and has chance in it', () => {
    expect(reconnectDelay(0, 0)).toBe(250);
    expect(reconnectDelay(0, 1)).toBe(500);
    expect(reconnectDelay(3, 0.5)).toBe(3000);
    expect(reconnectDelay(100, 1)).toBe(30_000);
  });
});

describe('input methods', () => {
  it('keep their Enter', () => {
    const press = (isComposingNow: boolean, keyCode: number) =>
      isComposing({ isComposing: isComposingNow, keyCode } as KeyboardEvent);
    expect(press(true, 13)).toBe(true);
    expect(press(false, 229)).toBe(true);
    expect(press(false, 13)).toBe(false);
  });
});

describe('options of the script element', () => {
  const script = 'https://kefu.example/widget.js';

  it('defaults to the server the script came from', () => {
    expect(readOptions({}, script)).toEqual({
      server: 'https://kefu.example',
      title: '在线客服',
      accent: null,
      side: 'right',
      open: false,
    });
  });

  it('reads what the shop sets and ignores what it cannot use', () => {
    const data = { server: 'http://127.0.0.1:8080/x', title: '星卡', accent: '#0a7', side: 'left', open: '' };
    expect(readOptions(data, script)).toEqual({
      server: 'http://127.0.0.1:8080',
      title: '星卡',
      accent: '#0a7',
      side: 'left',
      open: true,
    });
    const wrong = readOptions({ server: 'not an address', accent: 'red;}', side: 'top', open: 'false' }, script);
    expect(wrong).toMatchObject({ server: 'https://kefu.example', accent: null, side: 'right', open: false });
  });

  it('writes readable text on any colour', () => {
    expect(readableOn('#0f766e')).toBe('#ffffff');
    expect(readableOn('#ffd400')).toBe('#111111');
    expect(readableOn('#000')).toBe('#ffffff');
  });

  it('speaks over the same security as the server', () => {
    expect(socketAddress('https://kefu.example')).toBe('wss://kefu.example/ws');
    expect(socketAddress('http://127.0.0.1:8080')).toBe('ws://127.0.0.1:8080/ws');
  });
});

describe('what somebody wrote', () => {
  it('cannot be turned around to read as something else', () => {
    expect(asWritten('\u202e服客方官\u202c gpj.exe')).toBe('服客方官 gpj.exe');
    expect(asWritten('👨‍👩‍👧 普通的话')).toBe('👨‍👩‍👧 普通的话');
  });
});
