import { batch, computed, signal } from '@preact/signals';
import { errorText } from '../shared/error-text';
import { randomId } from '../shared/identifier';
import { learnVocabulary } from '../shared/labels';
import { pictureProblem } from '../shared/image-kind';
import { LiveSocket, type SocketState } from '../shared/live-socket';
import * as outboxes from '../shared/outbox';
import type { Agent, DeskFrame, ErrorFrame, PackOutcome, Row } from '../shared/protocol';
import { asWritten } from '../shared/spoken';
import type { UploadRefused } from '../shared/upload';
import { currentLogin, logOut, uploadPicture, type Login } from './api';
import { belongs, compareRows, countsByTab, displayName, rightsOf, type Tab } from './rows';
import { chime } from './sound';
import { emptyTranscript, heard, type Transcript } from './transcript';

export interface Act {
  t: 'claim' | 'send' | 'release' | 'hand_back' | 'note' | 'resolve' | 'approve' | 'reject' | 'reveal';
  conv: string;
  epoch: number;
  [field: string]: unknown;
}

export interface Toast {
  id: number;
  text: string;
  kind: 'info' | 'problem';
}

export type Phase = 'checking' | 'unreachable' | 'login' | 'desk';

const answerDeadline = 10_000;
/** Those of the visitors' side; the server has the last word. */
const uploadLimits = { upload_bytes: 10_485_760, upload_types: ['image/png', 'image/jpeg', 'image/webp', 'image/gif'] };
const toastShown = 4_000;
const typingShown = 5_000;
const secretShown = 60_000;
const typingSentEvery = 3_000;

export function secretKey(conv: string, message: string, place: number): string {
  return `${conv}/${message}/${place}`;
}

/** What the acts are called where one of them does not succeed. */
const actNames: Record<Act['t'], string> = {
  claim: '接入',
  send: '回复',
  release: '转回排队',
  hand_back: '交还机器人',
  note: '备注',
  resolve: '结案',
  approve: '同意退款',
  reject: '驳回',
  reveal: '查看原文',
};

/** An agent's desk: who he is, the live list, the open conversation and what he does with it. */
export class Desk {
  readonly phase = signal<Phase>('checking');
  readonly agent = signal<Agent | null>(null);
  readonly connection = signal<SocketState>('idle');
  readonly listed = signal(false);
  readonly rows = signal<ReadonlyMap<string, Row>>(new Map());
  readonly transcripts = signal<ReadonlyMap<string, Transcript>>(new Map());
  readonly tab = signal<Tab>('queue');
  readonly current = signal<string | null>(null);
  readonly outbox = signal<outboxes.Outbox<Act>>([]);
  readonly uploads = signal<readonly { conv: string; progress: number }[]>([]);
  readonly drafts = signal<ReadonlyMap<string, string>>(new Map());
  /** Secrets that this agent asked for, by secretKey(); gone a minute later. */
  readonly revealed = signal<ReadonlyMap<string, string>>(new Map());
  readonly typingVisitor = signal<string | null>(null);
  readonly toasts = signal<readonly Toast[]>([]);
  readonly now = signal(Date.now());
  readonly sound = signal(false);
  /** The id of the pack that new conversations begin on. */
  readonly pack = signal('');
  readonly packLoading = signal(false);
  readonly packOutcome = signal<PackOutcome | null>(null);
  /** While the pointer is over the list, no row may jump away under it. */
  readonly heldOrder = signal<readonly string[] | null>(null);

  readonly me = computed(() => this.agent.value?.id ?? '');
  readonly counts = computed(() => countsByTab(this.rows.value.values(), this.me.value));
  readonly row = computed(() => (this.current.value === null ? null : (this.rows.value.get(this.current.value) ?? null)));
  readonly transcript = computed(() => this.transcripts.value.get(this.current.value ?? '') ?? emptyTranscript);
  readonly rights = computed(() => rightsOf(this.row.value, this.me.value));
  /** A claim or another change of owner is under way: its buttons rest until the answer. */
  readonly busy = computed(() =>
    this.outbox.value.some(
      ({ content, state }) =>
        content.conv === this.current.value && content.t !== 'send' && content.t !== 'note' && state !== 'failed',
    ),
  );
  readonly visibleRows = computed(() => this.orderRows());

  private readonly socket: LiveSocket;
  private token = '';
  private toastCount = 0;
  private typingSentAt = 0;
  private typingLater: ReturnType<typeof setTimeout> | undefined;
  private readSent = '';
  private typingTimer: ReturnType<typeof setTimeout> | undefined;
  private answerTimer: ReturnType<typeof setTimeout> | undefined;
  private wakeTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    this.socket = new LiveSocket(`${scheme}://${location.host}/console/ws`, {
      opened: () => this.socket.send({ t: 'hello', token: this.token, resume: null }),
      received: (frame) => this.receive(frame as DeskFrame),
      stateChanged: (state) => this.connectionChanged(state),
    });
    setInterval(() => (this.now.value = Date.now()), 1000);
  }

  async begin(): Promise<void> {
    this.phase.value = 'checking';
    try {
      const login = await currentLogin();
      if (login) this.loggedIn(login);
      else this.phase.value = 'login';
    } catch {
      this.phase.value = 'unreachable';
    }
  }

  loggedIn(login: Login): void {
    this.token = login.token;
    batch(() => {
      this.agent.value = login.agent;
      this.phase.value = 'desk';
    });
    this.socket.start();
  }

  async leave(): Promise<void> {
    this.socket.stop();
    await logOut(this.token);
    this.forget();
  }

  showTab(tab: Tab): void {
    batch(() => {
      this.heldOrder.value = null;
      this.tab.value = tab;
    });
  }

  open(conv: string): void {
    const before = this.current.value;
    if (before === conv) return;
    if (before !== null) this.socket.send({ t: 'close', conv: before });
    batch(() => {
      this.current.value = conv;
      this.typingVisitor.value = null;
    });
    this.subscribe(conv);
  }

  closeCurrent(): void {
    const conv = this.current.value;
    if (conv === null) return;
    this.socket.send({ t: 'close', conv });
    this.current.value = null;
  }

  /** Does something with the open conversation, under the owner that the agent sees. */
  act(t: Act['t'], fields: Record<string, unknown> = {}): void {
    const row = this.row.value;
    if (!row) return;
    const act: Act = { t, conv: row.conv, epoch: row.epoch, ...fields };
    this.changeOutbox(outboxes.enqueue(this.outbox.value, randomId(), act, Date.now()));
    this.pump();
  }

  retry(cmid: string): void {
    const item = this.outbox.value.find((candidate) => candidate.cmid === cmid);
    const row = item && this.rows.value.get(item.content.conv);
    if (!item || !row) return;
    // Made again now, under the owner of now.
    const act: Act = { ...item.content, epoch: row.epoch };
    this.changeOutbox(outboxes.enqueue(outboxes.remove(this.outbox.value, cmid), randomId(), act, Date.now()));
    this.pump();
  }

  discard(cmid: string): void {
    this.changeOutbox(outboxes.remove(this.outbox.value, cmid));
  }

  async sendPictures(files: readonly File[]): Promise<void> {
    const conv = this.current.value;
    if (conv === null) return;
    for (const file of files) {
      const problem = await pictureProblem(file, uploadLimits);
      if (problem !== null) {
        this.toast(`“${asWritten(file.name)}”：${problem}`, 'problem');
        continue;
      }
      const entry = { conv, progress: 0 };
      this.uploads.value = [...this.uploads.value, entry];
      let shown = entry;
      const show = (progress: number) => {
        const next = { conv, progress };
        this.uploads.value = this.uploads.value.map((other) => (other === shown ? next : other));
        shown = next;
      };
      try {
        const { blob } = await uploadPicture(conv, this.token, file, show).finished;
        const row = this.rows.value.get(conv);
        const act: Act = { t: 'send', conv, epoch: row?.epoch ?? 0, body: { type: 'image', blob } };
        this.changeOutbox(outboxes.enqueue(this.outbox.value, randomId(), act, Date.now()));
        this.pump();
      } catch (refused) {
        const { code, message } = refused as UploadRefused;
        this.toast(`图片没有传上去：${code === 'network' ? '网络不稳定' : (message ?? errorText(code))}`, 'problem');
      } finally {
        this.uploads.value = this.uploads.value.filter((other) => other !== shown);
      }
    }
  }

  setDraft(conv: string, text: string): void {
    const drafts = new Map(this.drafts.value);
    if (text) drafts.set(conv, text);
    else drafts.delete(conv);
    this.drafts.value = drafts;
  }

  /** Says that the agent writes, and what so far: should he be gone, a colleague goes on from there. */
  typing(): void {
    if (this.typingLater !== undefined) return;
    const wait = this.typingSentAt + typingSentEvery - Date.now();
    if (wait > 0) {
      this.typingLater = setTimeout(() => this.sayTyping(), wait);
      return;
    }
    this.sayTyping();
  }

  private sayTyping(): void {
    this.typingLater = undefined;
    const conv = this.current.value;
    if (conv === null || !this.rights.value.reply) return;
    this.typingSentAt = Date.now();
    this.socket.send({ t: 'typing', conv, draft: (this.drafts.value.get(conv) ?? '').slice(0, 4000) });
  }

  toast(text: string, kind: Toast['kind'] = 'info'): void {
    const id = ++this.toastCount;
    this.toasts.value = [...this.toasts.value, { id, text, kind }];
    setTimeout(() => (this.toasts.value = this.toasts.value.filter((toast) => toast.id !== id)), toastShown);
  }

  /** Has the server read its pack anew. */
  loadPack(): void {
    batch(() => {
      this.packOutcome.value = null;
      this.packLoading.value = this.socket.send({ t: 'load_pack', cmid: randomId() });
    });
  }

  private orderRows(): Row[] {
    const now = Date.now();
    const me = this.me.value;
    const rows = [...this.rows.value.values()].filter((row) => belongs(row, this.tab.value));
    rows.sort((left, right) => compareRows(left, right, now, me));
    const held = this.heldOrder.value;
    if (!held) return rows;
    // Rows keep their places; new ones come at the end until the pointer leaves.
    const place = new Map(held.map((conv, index) => [conv, index]));
    return rows.sort((left, right) => (place.get(left.conv) ?? held.length) - (place.get(right.conv) ?? held.length));
  }

  private subscribe(conv: string): void {
    const after = this.transcripts.value.get(conv)?.lastPos ?? 0;
    this.socket.send({ t: 'open', conv, after });
  }

  private receive(frame: DeskFrame): void {
    batch(() => {
      switch (frame.t) {
        case 'welcome':
          learnVocabulary(frame.vocabulary);
          this.pack.value = frame.pack;
          this.agent.value = frame.agent;
          this.rows.value = new Map(frame.conversations.map((row) => [row.conv, row]));
          this.listed.value = true;
          this.socket.settled();
          if (this.current.value !== null) this.subscribe(this.current.value);
          break;
        case 'conversation':
          this.rowChanged(frame.row);
          break;
        case 'state':
          this.changeTranscript(frame.conv, (transcript) => ({ ...transcript, state: frame.state }));
          break;
        case 'event':
          this.changeTranscript(frame.conv, (transcript) => heard(transcript, frame));
          if (frame.from === 'visitor') this.typingVisitor.value = null;
          this.markRead(frame.conv);
          break;
        case 'opened':
          this.changeTranscript(frame.conv, (transcript) => ({ ...transcript, loaded: true }));
          this.markRead(frame.conv);
          break;
        case 'resync':
          this.changeTranscript(frame.conv, () => emptyTranscript);
          if (frame.conv === this.current.value) this.subscribe(frame.conv);
          break;
        case 'ack':
          this.acknowledged(frame.conv, frame.cmid, frame.epoch);
          break;
        case 'revealed':
          this.showSecret(secretKey(frame.conv, frame.message, frame.place), frame.text);
          break;
        case 'pack':
          learnVocabulary(frame.vocabulary);
          this.pack.value = frame.pack;
          break;
        case 'pack_loaded':
          this.pack.value = frame.pack;
          this.packLoading.value = false;
          this.packOutcome.value = frame;
          break;
        case 'presence':
          if (frame.state === 'typing' && frame.conv === this.current.value) this.showTyping();
          break;
        case 'error':
          this.refused(frame);
          break;
      }
    });
    this.pump();
  }

  private rowChanged(row: Row): void {
    const before = this.rows.value.get(row.conv);
    this.rows.value = new Map(this.rows.value).set(row.conv, row);
    if (row.owner === 'queue' && !row.closed && before?.owner !== 'queue') {
      if (this.sound.value) chime();
      if (document.visibilityState === 'hidden') this.toast(`${displayName(row)} 正在排队`);
    }
  }

  private acknowledged(conv: string, cmid: string, epoch: number): void {
    const act = this.outbox.value.find((item) => item.cmid === cmid)?.content.t;
    // The list follows the conversation, so that it does not seem to be gone.
    if (act === 'claim' && this.tab.value !== 'review') this.showTab('mine');
    this.changeOutbox(outboxes.remove(this.outbox.value, cmid));
    // The row follows, but what is done right after this must not carry the old epoch.
    const row = this.rows.value.get(conv);
    if (row && epoch > row.epoch) this.rows.value = new Map(this.rows.value).set(conv, { ...row, epoch });
    this.changeOutbox(
      this.outbox.value.map((item) =>
        item.content.conv === conv && item.state === 'queued' ? { ...item, content: { ...item.content, epoch } } : item,
      ),
    );
  }

  private refused(frame: ErrorFrame): void {
    if (frame.code === 'unauthorized' && !frame.cmid) {
      this.loginEnded();
      return;
    }
    const item = this.outbox.value.find((candidate) => candidate.cmid === frame.cmid);
    if (!item) {
      this.toast(errorText(frame.code), 'problem');
      return;
    }
    const { t, conv } = item.content;
    const problem = errorText(frame.code);
    const kept = outboxes.refuse(this.outbox.value, item.cmid, frame, problem, Date.now());
    const failed = kept.some((candidate) => candidate.cmid === item.cmid && candidate.state === 'failed');
    if (frame.code === 'stale_epoch') {
      this.toast(t === 'claim' ? '已被同事接入' : '会话已易手，这一步没有执行', 'problem');
      this.refresh(conv, frame.epoch);
    } else if (failed) {
      this.toast(`${actNames[t]}没有成功：${problem}`, 'problem');
    }
    // Words stay where they are, to be sent again or copied; anything else has been answered by the toast.
    const words = t === 'send' || t === 'note';
    this.changeOutbox(failed && !words ? outboxes.remove(kept, item.cmid) : kept);
  }

  private refresh(conv: string, epoch: number | undefined): void {
    const row = this.rows.value.get(conv);
    if (row && epoch !== undefined) this.rows.value = new Map(this.rows.value).set(conv, { ...row, epoch });
    if (conv === this.current.value) this.subscribe(conv);
  }

  private connectionChanged(state: SocketState): void {
    this.connection.value = state;
    // An answer that has not come by now is lost.
    if (state !== 'online') this.packLoading.value = false;
    if (state === 'online') this.pump();
    else this.changeOutbox(outboxes.connectionLost(this.outbox.value));
    if (state === 'offline') void this.checkLogin();
  }

  // A socket that is refused for its cookie looks like any other that does not come up.
  private async checkLogin(): Promise<void> {
    try {
      const login = await currentLogin();
      if (login) this.token = login.token;
      else this.loginEnded();
    } catch {
      // The server is away; the socket goes on trying.
    }
  }

  private loginEnded(): void {
    if (this.phase.value !== 'desk') return;
    this.toast('登录已过期，请重新登录', 'problem');
    this.socket.stop();
    this.forget();
  }

  private pump(): void {
    clearTimeout(this.wakeTimer);
    if (this.connection.value !== 'online') return;
    const next = outboxes.nextToSend(this.outbox.value, Date.now());
    if (next && this.socket.send({ ...next.content, cmid: next.cmid })) {
      this.changeOutbox(outboxes.markSent(this.outbox.value, next.cmid));
      return;
    }
    const wake = outboxes.wakeAt(this.outbox.value);
    if (wake !== null) this.wakeTimer = setTimeout(() => this.pump(), Math.max(0, wake - Date.now()) + 50);
  }

  private changeOutbox(outbox: outboxes.Outbox<Act>): void {
    this.outbox.value = outbox;
    clearTimeout(this.answerTimer);
    if (outbox.some((item) => item.state === 'sent')) {
      this.answerTimer = setTimeout(() => this.socket.reconnectNow(), answerDeadline);
    }
  }

  private changeTranscript(conv: string, change: (transcript: Transcript) => Transcript): void {
    const before = this.transcripts.value.get(conv) ?? emptyTranscript;
    const after = change(before);
    if (after !== before) this.transcripts.value = new Map(this.transcripts.value).set(conv, after);
  }

  private showSecret(key: string, text: string): void {
    this.revealed.value = new Map(this.revealed.value).set(key, text);
    setTimeout(() => {
      const kept = new Map(this.revealed.value);
      kept.delete(key);
      this.revealed.value = kept;
    }, secretShown);
  }

  private showTyping(): void {
    this.typingVisitor.value = this.current.value;
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => (this.typingVisitor.value = null), typingShown);
  }

  private markRead(conv: string): void {
    if (conv !== this.current.value || !this.rights.value.reply || !this.transcript.value.loaded) return;
    const messages = this.transcript.value.events.filter((event) => event.type === 'message');
    const seq = messages[messages.length - 1]?.seq;
    if (typeof seq !== 'number' || this.readSent === `${conv} ${seq}`) return;
    this.readSent = `${conv} ${seq}`;
    this.socket.send({ t: 'read', conv, seq });
  }

  private forget(): void {
    this.token = '';
    batch(() => {
      this.agent.value = null;
      this.phase.value = 'login';
      this.listed.value = false;
      this.rows.value = new Map();
      this.transcripts.value = new Map();
      this.current.value = null;
      this.outbox.value = [];
      this.drafts.value = new Map();
    });
  }
}
