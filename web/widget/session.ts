import { batch, computed, signal } from '@preact/signals';
import { errorText } from '../shared/error-text';
import { randomId } from '../shared/identifier';
import { LiveSocket, type SocketState } from '../shared/live-socket';
import * as outboxes from '../shared/outbox';
import { PolledSocket } from '../shared/polled-socket';
import type { ErrorFrame, VisitorBody, VisitorFrame } from '../shared/protocol';
import { Attachments } from './attachments';
import { saveBundle } from './bundle';
import * as conversations from './conversation';
import { socketAddress, type WidgetOptions } from './options';
import { Pictures } from './pictures';
import { SafeStorage } from './safe-storage';
import { rememberOpen, wasOpen } from './open-state';
import { loadOutbox, saveOutbox, type Said } from './stored-outbox';

const answerDeadline = 10_000;
const typingShown = 5_000;
const typingSentEvery = 3_000;

/** One visitor's session: the connection, the conversation and what is still to be sent. */
export class Session {
  readonly connection = signal<SocketState>('idle');
  readonly conversation = signal(conversations.emptyConversation);
  readonly outbox = signal<outboxes.Outbox<Said>>([]);
  readonly typingAgent = signal<string | null>(null);
  readonly notice = signal<string | null>(null);
  readonly isOpen = signal(false);
  /** What stands in the composer, so that the shop's page can put a sentence there. */
  readonly draft = signal('');
  readonly readSeq = signal(0);
  readonly unread = computed(() => conversations.unreadCount(this.conversation.value, this.readSeq.value));
  /** Something was said and the bot, the queue or an agent has it in hand. */
  readonly goesOn = computed(() => conversations.goesOn(this.conversation.value));
  readonly attachments: Attachments;
  readonly pictures: Pictures;

  private readonly server: string;
  private readonly storage: SafeStorage;
  private readonly openKey: string;
  private readonly socket: LiveSocket;
  private typingTimer: ReturnType<typeof setTimeout> | undefined;
  private answerTimer: ReturnType<typeof setTimeout> | undefined;
  private wakeTimer: ReturnType<typeof setTimeout> | undefined;
  private typingSentAt = 0;

  constructor(options: WidgetOptions) {
    this.server = options.server;
    this.storage = new SafeStorage(`kefu ${options.server} `);
    this.openKey = `kefu ${options.server} open`;
    this.outbox.value = loadOutbox(this.storage);
    this.pictures = new Pictures(options.server, () => this.token());
    this.attachments = new Attachments({
      server: options.server,
      token: () => this.token(),
      limits: () => this.conversation.value.limits,
      evidenceForNext: () =>
        conversations.evidenceForNext(this.conversation.value.awaiting, [
          ...this.attachments.evidenceUnderWay(),
          ...this.evidenceInOutbox(),
        ]),
      uploaded: (file, result, evidence) => {
        this.pictures.remember(result.blob, file);
        this.say({ type: 'image', blob: result.blob, ...(evidence ? { evidence } : {}) });
      },
    });
    this.socket = new LiveSocket(
      socketAddress(options.server),
      {
        opened: () => this.sayHello(),
        received: (frame) => this.receive(frame as VisitorFrame),
        stateChanged: (state) => this.connectionChanged(state),
      },
      () => new PolledSocket(options.server),
    );
    // Who was here before gets his badge and his unsent messages sent; who only passes by costs nothing.
    if (this.token() !== null || this.outbox.value.length > 0) this.socket.start();
    document.addEventListener('visibilitychange', () => this.markRead());
  }

  /** Opens again what was open in this tab before the page was loaded anew. */
  reopen(): void {
    if (wasOpen(this.openKey)) this.open();
  }

  open(): void {
    this.isOpen.value = true;
    rememberOpen(this.openKey, true);
    this.socket.start();
    this.markRead();
  }

  close(): void {
    this.isOpen.value = false;
    rememberOpen(this.openKey, false);
  }

  say(body: VisitorBody, label: string | null = null): void {
    this.changeOutbox(outboxes.enqueue(this.outbox.value, randomId(), { body, label }, Date.now()));
    this.pump();
  }

  sayText(text: string): void {
    const trimmed = text.trim();
    if (trimmed) this.say({ type: 'text', text: trimmed });
  }

  /** Sends pictures: for this evidence, else for whatever is wanted next. */
  attach(files: readonly File[], evidence: string | null = null): void {
    for (const file of files) this.attachments.add(file, evidence);
  }

  /** Whether it could be had. */
  async saveBundle(): Promise<boolean> {
    const { id } = this.conversation.value;
    if (id === null) return false;
    try {
      await saveBundle(this.server, this.token(), id);
      return true;
    } catch {
      return false;
    }
  }

  retry(cmid: string): void {
    this.changeOutbox(outboxes.retry(this.outbox.value, cmid, randomId()));
    this.pump();
  }

  discard(cmid: string): void {
    this.changeOutbox(outboxes.remove(this.outbox.value, cmid));
  }

  typing(): void {
    if (this.conversation.value.owner !== 'agent' || Date.now() - this.typingSentAt < typingSentEvery) return;
    this.typingSentAt = Date.now();
    this.socket.send({ t: 'typing' });
  }

  private token(): string | null {
    return this.storage.get('token');
  }

  private evidenceInOutbox(): string[] {
    return this.outbox.value
      .map((item) => (item.content.body.type === 'image' ? item.content.body.evidence : undefined))
      .filter((item): item is string => item !== undefined);
  }

  private sayHello(): void {
    const { id, lastSeq } = this.conversation.value;
    this.socket.send({
      t: 'hello',
      token: this.token(),
      identity: null,
      resume: id !== null && lastSeq > 0 ? { conv: id, after: lastSeq } : null,
    });
  }

  private receive(frame: VisitorFrame): void {
    if (frame.t === 'event' && conversations.isGap(this.conversation.value, frame)) {
      this.socket.reconnectNow();
      return;
    }
    batch(() => {
      const before = this.conversation.value.id;
      this.conversation.value = conversations.receive(this.conversation.value, frame);
      if (this.conversation.value.id !== before) {
        // Stored messages of the conversation before belong to it and are not shown in this one.
        this.changeOutbox(this.outbox.value.filter((item) => item.state !== 'stored'));
        this.readSeq.value = Number(this.storage.get(`read:${this.conversation.value.id}`) ?? 0) || 0;
      }
      switch (frame.t) {
        case 'welcome':
          this.storage.set('token', frame.token);
          this.notice.value = null;
          this.socket.settled();
          this.attachments.proceed();
          break;
        case 'event':
          if (frame.cmid && frame.from === 'visitor') this.changeOutbox(outboxes.remove(this.outbox.value, frame.cmid));
          if (frame.from !== 'visitor') this.typingAgent.value = null;
          this.markRead();
          break;
        case 'ack':
          this.acknowledged(frame.cmid, frame.seq);
          break;
        case 'presence':
          if (frame.state === 'typing') this.showTyping(frame.name ?? '客服');
          break;
        case 'error':
          this.refused(frame);
          break;
      }
    });
    this.pump();
  }

  private acknowledged(cmid: string, seq: number): void {
    // Of a message sent again, the event may have come before this ack and will not come again.
    const shown = this.conversation.value.lastSeq >= seq;
    const outbox = this.outbox.value;
    this.changeOutbox(shown ? outboxes.remove(outbox, cmid) : outboxes.markStored(outbox, cmid));
  }

  private refused(frame: ErrorFrame): void {
    if (frame.cmid) {
      // The question has moved on; the answer has no meaning any more and the new question is shown.
      const outbox = this.outbox.value;
      this.changeOutbox(
        frame.code === 'stale_answer'
          ? outboxes.remove(outbox, frame.cmid)
          : outboxes.refuse(outbox, frame.cmid, frame, errorText(frame.code), Date.now()),
      );
      return;
    }
    if (frame.code === 'unauthorized') {
      this.storage.remove('token');
      this.conversation.value = conversations.emptyConversation;
      this.socket.reconnectNow();
      return;
    }
    this.notice.value = errorText(frame.code);
  }

  private connectionChanged(state: SocketState): void {
    this.connection.value = state;
    if (state === 'online') this.pump();
    else this.changeOutbox(outboxes.connectionLost(this.outbox.value));
  }

  private pump(): void {
    clearTimeout(this.wakeTimer);
    if (this.connection.value !== 'online') return;
    const next = outboxes.nextToSend(this.outbox.value, Date.now());
    if (next && this.socket.send({ t: 'send', cmid: next.cmid, body: next.content.body })) {
      this.changeOutbox(outboxes.markSent(this.outbox.value, next.cmid));
      return;
    }
    const wake = outboxes.wakeAt(this.outbox.value);
    if (wake !== null) this.wakeTimer = setTimeout(() => this.pump(), Math.max(0, wake - Date.now()) + 50);
  }

  private changeOutbox(outbox: outboxes.Outbox<Said>): void {
    const before = this.outbox.value;
    if (outbox === before) return;
    this.outbox.value = outbox;
    saveOutbox(this.storage, before, outbox);
    clearTimeout(this.answerTimer);
    if (outbox.some((item) => item.state === 'sent')) {
      this.answerTimer = setTimeout(() => this.socket.reconnectNow(), answerDeadline);
    }
  }

  private showTyping(name: string): void {
    this.typingAgent.value = name;
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => (this.typingAgent.value = null), typingShown);
  }

  private markRead(): void {
    const { id, lastSeq } = this.conversation.value;
    if (!this.isOpen.value || document.visibilityState !== 'visible' || !id || lastSeq <= this.readSeq.value) return;
    this.readSeq.value = lastSeq;
    this.storage.set(`read:${id}`, String(lastSeq));
    this.socket.send({ t: 'read', seq: lastSeq });
  }
}
