import type { Priority, Row } from '../shared/protocol';
import { asWritten } from '../shared/spoken';
import { duration } from '../shared/time';

// The list of conversations: which tab a row belongs to, in which order, and how urgent it is. Pure.

export type Tab = 'queue' | 'mine' | 'bot' | 'closed' | 'review';

export const tabLabels: Record<Tab, string> = {
  queue: '排队',
  mine: '我的',
  bot: '机器人',
  closed: '已结束',
  review: '待审',
};

export function pendingReviews(row: Row): number {
  return (row.tickets ?? []).filter(
    (ticket) => ticket.kind === 'review' && (ticket.state === 'open' || ticket.state === 'claimed'),
  ).length;
}

/** Conversations of colleagues stand below one's own, so that nobody's customer is out of sight. */
export function belongs(row: Row, tab: Tab): boolean {
  if (tab === 'review') return pendingReviews(row) > 0;
  if (row.closed) return tab === 'closed';
  if (row.owner === 'queue') return tab === 'queue';
  if (row.owner === 'agent') return tab === 'mine';
  return tab === 'bot';
}

export function isMine(row: Row, me: string): boolean {
  return row.owner === 'agent' && row.agent === me;
}

export function countsByTab(rows: Iterable<Row>, me: string): Record<Tab, number> {
  const counts: Record<Tab, number> = { queue: 0, mine: 0, bot: 0, closed: 0, review: 0 };
  for (const row of rows) {
    if (pendingReviews(row) > 0) counts.review += 1;
    if (row.closed) counts.closed += 1;
    else if (row.owner === 'queue') counts.queue += 1;
    else if (row.owner === 'bot') counts.bot += 1;
    else if (row.agent === me) counts.mine += 1;
  }
  return counts;
}

const ranks: Record<Priority, number> = { P0: 0, P1: 1, P2: 2, P3: 3 };

function rank(row: Row): number {
  return row.priority ? ranks[row.priority] : 4;
}

function milliseconds(time: string | null): number | null {
  if (time === null) return null;
  const value = Date.parse(time);
  return Number.isNaN(value) ? null : value;
}

export function isOverdue(row: Row, now: number): boolean {
  const due = milliseconds(row.due_at);
  return !row.closed && due !== null && due <= now;
}

/** Overdue first, then by priority, then who has waited longest. What is over stands newest first. */
export function compareRows(left: Row, right: Row, now: number, me: string): number {
  if (left.closed !== right.closed) return left.closed ? 1 : -1;
  if (left.closed) return right.updated_at.localeCompare(left.updated_at);
  return (
    Number(isMine(right, me)) - Number(isMine(left, me)) ||
    Number(isOverdue(right, now)) - Number(isOverdue(left, now)) ||
    rank(left) - rank(right) ||
    (milliseconds(left.queued_at ?? left.opened_at) ?? 0) - (milliseconds(right.queued_at ?? right.opened_at) ?? 0) ||
    left.conv.localeCompare(right.conv)
  );
}

export interface Urgency {
  label: string;
  level: 'calm' | 'soon' | 'over';
}

/** The promise to this customer: how long is left of it, or how long ago it was broken. */
export function urgencyOf(row: Row, now: number): Urgency | null {
  const due = milliseconds(row.due_at);
  if (row.closed || due === null) return null;
  if (due <= now) return { label: `超时 ${duration(now - due)}`, level: 'over' };
  const since = milliseconds(row.queued_at ?? row.opened_at) ?? now;
  const level = due - now < (due - since) / 2 ? 'soon' : 'calm';
  return { label: `剩 ${duration(due - now)}`, level };
}

export function waitingOf(row: Row, now: number): string | null {
  const since = milliseconds(row.queued_at);
  if (row.closed || row.owner !== 'queue' || since === null) return null;
  return `等了 ${duration(now - since)}`;
}

/** What agents call a visitor: his name, or the end of his id, the part that differs. */
export function displayName(row: Row): string {
  return asWritten(row.name ?? '') || `访客 ${row.visitor.slice(-4)}`;
}

export interface Rights {
  claim: boolean;
  reply: boolean;
  handBack: boolean;
  release: boolean;
  resolve: boolean;
  note: boolean;
}

/** What this agent may do with the conversation now; the server has the last word. */
export function rightsOf(row: Row | null, me: string): Rights {
  const open = row !== null && !row.closed;
  const mine = open && isMine(row, me);
  return {
    claim: open && row.owner !== 'agent',
    reply: mine,
    handBack: mine,
    release: mine,
    resolve: mine,
    note: row !== null,
  };
}
