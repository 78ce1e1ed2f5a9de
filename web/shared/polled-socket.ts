interface Hello {
  t: 'hello';
  resume: { conv: string; after: number } | null;
}

const answerDeadline = 10_000;
/** The server answers a request for events after 25 seconds at the latest. */
const eventsDeadline = 35_000;
/** Then it ends, so that whoever uses it tries a real socket again. */
const lifetime = 5 * 60_000;

class Refused extends Error {
  constructor(readonly body: Record<string, unknown>) {
    super(String(body['code']));
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Looks like a WebSocket to whoever speaks the visitor's protocol, and is made of plain requests:
 * for visitors behind a proxy that breaks WebSockets (docs/protocol.md, "Without a WebSocket").
 */
export class PolledSocket {
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  readyState: number = WebSocket.CONNECTING;

  private readonly ended = new AbortController();
  private readonly conversations: string;
  private conversation = '';
  private token = '';

  constructor(server: string) {
    this.conversations = `${server}/api/v1/conversations`;
    setTimeout(() => {
      if (this.readyState !== WebSocket.CONNECTING) return;
      this.readyState = WebSocket.OPEN;
      this.onopen?.();
    });
    setTimeout(() => this.lost(), lifetime);
  }

  send(text: string): void {
    const frame = JSON.parse(text) as { t: string; cmid?: string };
    if (frame.t === 'hello') void this.attempt(() => this.hello(text, frame as Hello));
    if (frame.t === 'send') void this.attempt(() => this.message(text), frame.cmid);
    // The rest needs a real socket and is only a courtesy.
  }

  close(): void {
    this.readyState = WebSocket.CLOSED;
    this.ended.abort();
  }

  private async hello(text: string, hello: Hello): Promise<void> {
    const welcome = await this.request('', answerDeadline, text);
    this.conversation = String(welcome['conv']);
    this.token = String(welcome['token']);
    this.deliver(welcome);
    let after = 0;
    if (hello.resume) {
      const known = hello.resume.conv === this.conversation && hello.resume.after <= Number(welcome['seq']);
      if (known) after = hello.resume.after;
      else this.deliver({ t: 'resync', conv: this.conversation, seq: 0, pos: 0 });
    }
    void this.attempt(() => this.listen(after));
  }

  private async message(text: string): Promise<void> {
    this.deliver(await this.request(`/${this.conversation}/messages`, answerDeadline, text));
  }

  private async listen(from: number): Promise<void> {
    let after = from;
    while (this.readyState === WebSocket.OPEN) {
      try {
        const answer = await this.request(`/${this.conversation}/events?after=${after}`, eventsDeadline);
        after = Number(answer['seq']);
        for (const frame of answer['events'] as object[]) this.deliver(frame);
      } catch (error) {
        if (!(error instanceof Refused) || error.body['code'] !== 'rate_limited') throw error;
        await pause(1000 * Number(error.body['retry_after'] ?? 1));
      }
    }
  }

  private async request(path: string, deadline: number, body?: string): Promise<Record<string, unknown>> {
    const headers: Record<string, string> = body === undefined ? {} : { 'Content-Type': 'application/json' };
    if (this.token) headers['Authorization'] = `Bearer ${this.token}`;
    const late = setTimeout(() => this.lost(), deadline);
    try {
      const response = await fetch(this.conversations + path, {
        method: body === undefined ? 'GET' : 'POST',
        headers,
        signal: this.ended.signal,
        ...(body === undefined ? {} : { body }),
      });
      const answer = (await response.json()) as Record<string, unknown>;
      if (!response.ok) throw new Refused(answer);
      return answer;
    } finally {
      clearTimeout(late);
    }
  }

  /** What the server refuses is an error frame, as over a socket; anything else ends the connection. */
  private async attempt(work: () => Promise<void>, cmid?: string): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof Refused && error.body['code']) {
        this.deliver({ ...error.body, t: 'error', ...(cmid === undefined ? {} : { cmid }) });
        if (cmid !== undefined) return;
      }
      this.lost();
    }
  }

  private deliver(frame: object): void {
    if (this.readyState === WebSocket.OPEN) this.onmessage?.({ data: JSON.stringify(frame) });
  }

  private lost(): void {
    if (this.readyState === WebSocket.CLOSED) return;
    this.close();
    this.onclose?.();
  }
}
