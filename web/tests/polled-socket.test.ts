import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PolledSocket } from '../shared/polled-socket';

interface Asked {
  path: string;
  token: string | undefined;
  body: unknown;
}

let asked: Asked[];
let answers: Array<{ status: number; body: object } | 'broken'>;
let received: Array<Record<string, unknown>>;
let closed: number;

function connect(): PolledSocket {
  const socket = new PolledSocket('https://kefu.example');
  socket.onmessage = (message) => received.push(JSON.parse(message.data));
  socket.onclose = () => (closed += 1);
  return socket;
}

const welcome = { status: 200, body: { t: 'welcome', conv: 'c_1', token: 'secret', seq: 2 } };
const hello = (resume: object | null) => JSON.stringify({ t: 'hello', token: null, identity: null, resume });
const settle = () => vi.advanceTimersByTimeAsync(10);

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  answers = [];
  received = [];
  closed = 0;
  vi.stubGlobal('WebSocket', { CONNECTING: 0, OPEN: 1, CLOSED: 3 });
  vi.stubGlobal('fetch', (address: string, request: RequestInit) => {
    asked.push({
      path: address.replace('https://kefu.example/api/v1/conversations', ''),
      token: (request.headers as Record<string, string>)['Authorization'],
      body: request.body === undefined ? null : JSON.parse(String(request.body)),
    });
    const next = answers.shift();
    if (next === undefined) return new Promise(() => undefined);
    if (next === 'broken') return Promise.reject(new TypeError('no network'));
    return Promise.resolve({ ok: next.status === 200, json: () => Promise.resolve(next.body) });
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a polled socket', () => {
  it('is welcomed, goes on where the client is, and asks for what comes next', async () => {
    answers = [welcome, { status: 200, body: { seq: 3, events: [{ t: 'event', seq: 3 }] } }];
    const socket = connect();
    await settle();
    socket.send(hello({ conv: 'c_1', after: 2 }));
    await settle();
    expect(received.map((frame) => frame['t'])).toEqual(['welcome', 'event']);
    expect(asked.map((one) => one.path)).toEqual(['', '/c_1/events?after=2', '/c_1/events?after=3']);
    expect(asked[1]?.token).toBe('Bearer secret');
  });

  it('begins again where the client knows another conversation', async () => {
    answers = [welcome];
    const socket = connect();
    await settle();
    socket.send(hello({ conv: 'c_0', after: 9 }));
    await settle();
    expect(received.map((frame) => frame['t'])).toEqual(['welcome', 'resync']);
    expect(asked[1]?.path).toBe('/c_1/events?after=0');
  });

  it('brings acks and refusals of messages as frames', async () => {
    answers = [welcome];
    const socket = connect();
    await settle();
    socket.send(hello(null));
    await settle();
    answers = [{ status: 200, body: { t: 'ack', cmid: 'm1', seq: 3 } }, { status: 429, body: { code: 'rate_limited' } }];
    socket.send(JSON.stringify({ t: 'send', cmid: 'm1', body: {} }));
    await settle();
    socket.send(JSON.stringify({ t: 'send', cmid: 'm2', body: {} }));
    await settle();
    expect(received.slice(1)).toEqual([
      { t: 'ack', cmid: 'm1', seq: 3 },
      { t: 'error', code: 'rate_limited', cmid: 'm2' },
    ]);
    expect(closed).toBe(0);
  });

  it('ends when the network fails, when nobody answers, and after a while', async () => {
    answers = ['broken'];
    const broken = connect();
    await settle();
    broken.send(hello(null));
    await settle();
    expect(closed).toBe(1);

    const silent = connect();
    await settle();
    silent.send(hello(null));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(closed).toBe(2);

    connect();
    await vi.advanceTimersByTimeAsync(5 * 60_000);
    expect(closed).toBe(3);
  });
});
