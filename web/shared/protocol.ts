// The frames of docs/protocol.md, as types. Nothing here runs.
import type { Vocabulary } from './labels';

export type Sender = 'visitor' | 'bot' | 'agent' | 'system';
export type Owner = 'bot' | 'queue' | 'agent';
export type Priority = 'P0' | 'P1' | 'P2' | 'P3';

export interface Fact {
  label: string;
  value: string;
}

export type ChecklistState = 'wanted' | 'received' | 'accepted' | 'rejected';

export interface ChecklistItem {
  id: string;
  label: string;
  state: ChecklistState;
}

export interface TextBody { type: 'text'; text: string }
export interface ChoiceBody { type: 'choice'; value: string; for: string; label?: string }
export interface ImageBody { type: 'image'; blob: string; evidence?: string; media_type?: string; bytes?: number }
export interface FormBody { type: 'form'; values: Record<string, string> }
export interface CardBody { type: 'card'; title: string; rows: Fact[] }
export interface ChecklistBody { type: 'checklist'; name: string; items: ChecklistItem[] }
export interface QueueBody { type: 'queue'; position: number; eta_seconds: number | null }
export interface DocumentBody { type: 'document'; title: string; text: string }
export interface CsatBody { type: 'csat' }

/** What a visitor may send. */
export type VisitorBody = TextBody | ChoiceBody | ImageBody | FormBody;
export type Body = VisitorBody | CardBody | ChecklistBody | QueueBody | DocumentBody | CsatBody;

export interface Option {
  value: string;
  label: string;
}

export interface ConfirmAction {
  name: string;
  amount?: number | null;
  fee?: number | null;
  channel?: string | null;
  eta?: string | null;
}

export interface Awaiting {
  id: string;
  kind: 'slot' | 'choice' | 'evidence' | 'confirm';
  name: string | null;
  item: string | null;
  options: Option[] | null;
  action: ConfirmAction | null;
  progress: { have: string[]; missing: string[] } | null;
  expires_at: string | null;
}

export interface ConversationEvent {
  seq: number;
  pos: number;
  at: string;
  from: Sender;
  name?: string | null;
  cmid: string | null;
  body: Body;
  awaiting: Awaiting | null;
}

export interface Limits {
  text: number;
  upload_bytes: number;
  upload_types: string[];
}

export interface ErrorFrame {
  t: 'error';
  code: string;
  message: string;
  cmid?: string | null;
  conv?: string | null;
  retry_after?: number;
  epoch?: number;
  awaiting?: Awaiting | null;
}

export interface VisitorWelcome {
  t: 'welcome';
  visitor: string;
  token: string;
  conv: string;
  seq: number;
  owner: Owner;
  limits: Limits;
}

export interface Presence {
  t: 'presence';
  from?: Sender;
  owner?: Owner;
  name?: string | null;
  state: string;
}

export type VisitorFrame =
  | VisitorWelcome
  | ({ t: 'event' } & ConversationEvent)
  | { t: 'ack'; cmid: string; seq: number }
  | { t: 'resync'; conv: string; seq: number; pos: number }
  | Presence
  | ErrorFrame;

// The agents' side.

export interface Agent {
  id: string;
  name: string;
  role: string;
}

export interface Ticket {
  id: string;
  kind: string;
  state: string;
  priority?: Priority | null;
  queue?: string | null;
  /** The number that the customer was told. */
  case?: string | null;
  /** What was known when it was opened. */
  summary?: { flow?: string | null; slots?: Record<string, unknown> } | null;
}

export interface Row {
  conv: string;
  visitor: string;
  name: string | null;
  channel: string;
  owner: Owner;
  agent: string | null;
  agent_name: string | null;
  epoch: number;
  closed: boolean;
  queue: string | null;
  priority: Priority | null;
  queued_at: string | null;
  due_at: string | null;
  opened_at: string;
  updated_at: string;
  flow: string | null;
  order_no: string | null;
  last: { from: Sender; text: string } | null;
  evidence: { have: number; wanted: number } | null;
  tickets: Ticket[] | null;
  pos: number;
}

export interface Refund {
  kind?: string;
  amount?: number | null;
  fee?: number | null;
  channel?: string | null;
  eta?: string | null;
}

export interface Decision {
  seq?: number;
  decision: string;
  rules?: string[];
  refund?: Refund | null;
  priority?: Priority | null;
  checklist?: string | null;
  missing?: string[];
  reasons?: unknown[];
}

/** What `kefu show --json` prints, without the transcript. */
export interface ConversationState {
  conv: string;
  owner: Owner;
  epoch: number;
  flow?: string | null;
  step?: string | null;
  slots?: Record<string, unknown>;
  evidence?: Record<string, { have: string[]; missing: string[] }>;
  decisions?: Decision[];
  tickets?: Ticket[];
  effects?: { key: string; action: string; state: string }[];
  order?: Order | null;
}

/** What of the shop's order an agent needs to see; every field may be missing. */
export interface Order {
  order_no?: string;
  stage?: string;
  product?: { title?: string; class?: string };
  qty?: number;
  amount_paid?: number;
  pay?: { channel?: string; paid_at?: string | null } | null;
  delivered_at?: string | null;
  delivery?: { revealed_at?: string | null } | null;
}

/** What an event says that is no message: a slot's name and value, a note's text … */
export type Details = Record<string, unknown>;

/** An event as agents get it: messages, and what only they may see. */
export interface DeskEvent {
  conv: string;
  seq: number | null;
  pos: number;
  at: string;
  type: string;
  from?: Sender;
  name?: string | null;
  cmid?: string | null;
  body?: Body | Details | null;
  awaiting?: Awaiting | null;
  why?: unknown;
  understanding?: unknown;
}

/** What became of a wish to read the pack anew; `problems` is empty where there are none. */
export interface PackOutcome {
  changed: boolean;
  problems: string;
}

export type DeskFrame =
  | { t: 'welcome'; agent: Agent; pos: number; conversations: Row[]; pack: string; vocabulary?: Vocabulary }
  | { t: 'pack'; pack: string; by: string | null; vocabulary: Vocabulary }
  | ({ t: 'pack_loaded'; cmid: string; pack: string } & PackOutcome)
  | { t: 'conversation'; row: Row }
  | { t: 'state'; conv: string; state: ConversationState }
  | ({ t: 'event' } & DeskEvent)
  | { t: 'opened'; conv: string; pos: number }
  | { t: 'ack'; conv: string; cmid: string; seq: number | null; epoch: number }
  | { t: 'revealed'; conv: string; cmid: string; message: string; place: number; text: string }
  | { t: 'resync'; conv: string; seq: number; pos: number }
  | (Presence & { conv?: string })
  | ErrorFrame;
