import { reconnectDelay } from './backoff';
import type { PolledSocket } from './polled-socket';

export type SocketState = 'idle' | 'connecting' | 'online' | 'offline';

export interface LiveSocketHandlers {
  /** The socket is open; the caller says hello. */
  opened(): void;
  /** One parsed frame. */
  received(frame: unknown): void;
  stateChanged(state: SocketState): void;
}

const answerDeadline = 10_000;
const hiddenLongEnough = 20_000;
const failuresBeforeFallback = 3;

/**
 * A WebSocket that comes back. It is `online` once the caller calls `settled` (the server said
 * welcome), not when the bytes flow: an open socket that nobody answers is of no use.
 */
export class LiveSocket {
  private socket: WebSocket | PolledSocket | null = null;
  private attempt = 0;
  /** Tries with a real socket, one after the other, that nobody answered. */
  private failures = 0;
  private reconnectTimer: ReturnType<typeof setTimeout> | undefined;
  private deadlineTimer: ReturnType<typeof setTimeout> | undefined;
  private hiddenSince: number | null = null;
  private running = false;
  state: SocketState = 'idle';

  constructor(
    private readonly url: string,
    private readonly handlers: LiveSocketHandlers,
    /** What is tried instead where the real socket has failed several times in a row. */
    private readonly fallback: (() => PolledSocket) | null = null,
  ) {}

  start(): void {
    if (this.running) return;
    this.running = true;
    window.addEventListener('online', this.reconnectNow);
    window.addEventListener('offline', this.lost);
    document.addEventListener('visibilitychange', this.visibilityChanged);
    this.connect();
  }

  stop(): void {
    this.running = false;
    window.removeEventListener('online', this.reconnectNow);
    window.removeEventListener('offline', this.lost);
    document.removeEventListener('visibilitychange', this.visibilityChanged);
    clearTimeout(this.reconnectTimer);
    this.drop();
    this.change('idle');
  }

  send(frame: object): boolean {
    if (!this.socket || this.socket.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  settled(): void {
    this.attempt = 0;
    if (this.socket instanceof WebSocket) this.failures = 0;
    clearTimeout(this.deadlineTimer);
    this.change('online');
  }

  /** For whoever waits for an answer that does not come: the line may be dead without a word. */
  readonly reconnectNow = (): void => {
    if (!this.running) return;
    clearTimeout(this.reconnectTimer);
    this.drop();
    this.connect();
  };

  private readonly lost = (): void => {
    this.drop();
    this.reconnectLater();
  };

  // A phone that slept keeps a socket that looks open and is not. Nothing in the protocol is as
  // cheap as asking again: a resume sends only what is new.
  private readonly visibilityChanged = (): void => {
    if (document.visibilityState === 'hidden') {
      this.hiddenSince = Date.now();
      return;
    }
    const hidden = this.hiddenSince === null ? 0 : Date.now() - this.hiddenSince;
    this.hiddenSince = null;
    if (this.state !== 'online' || hidden > hiddenLongEnough) this.reconnectNow();
  };

  private connect(): void {
    this.change('connecting');
    let socket: WebSocket | PolledSocket;
    try {
      socket = this.newSocket();
    } catch {
      this.reconnectLater();
      return;
    }
    this.socket = socket;
    this.deadlineTimer = setTimeout(() => this.lost(), answerDeadline);
    socket.onopen = () => this.handlers.opened();
    socket.onmessage = (message: { data: unknown }) => this.read(message.data);
    socket.onclose = () => this.lost();
  }

  private newSocket(): WebSocket | PolledSocket {
    if (this.fallback && this.failures >= failuresBeforeFallback) {
      // When this one ends, a real socket gets one more chance.
      this.failures = failuresBeforeFallback - 1;
      return this.fallback();
    }
    if (navigator.onLine) this.failures += 1;
    return new WebSocket(this.url);
  }

  private read(data: unknown): void {
    if (typeof data !== 'string') return;
    let frame: unknown;
    try {
      frame = JSON.parse(data);
    } catch {
      return;
    }
    this.handlers.received(frame);
  }

  private reconnectLater(): void {
    if (!this.running) return;
    this.change('offline');
    clearTimeout(this.reconnectTimer);
    this.reconnectTimer = setTimeout(() => this.connect(), reconnectDelay(this.attempt, Math.random()));
    this.attempt += 1;
  }

  private drop(): void {
    clearTimeout(this.deadlineTimer);
    if (!this.socket) return;
    this.socket.onopen = this.socket.onmessage = this.socket.onclose = null;
    this.socket.close();
    this.socket = null;
  }

  private change(state: SocketState): void {
    if (this.state === state) return;
    this.state = state;
    this.handlers.stateChanged(state);
  }
}
