import type { Outbox, OutboxItem } from '../shared/outbox';
import type { VisitorBody } from '../shared/protocol';
import type { SafeStorage } from './safe-storage';

export interface Said {
  body: VisitorBody;
  /** What to show for a button that was pressed. */
  label: string | null;
}

const start = 'outbox:';

/** The messages that an earlier page had not got stored on the server. */
export function loadOutbox(storage: SafeStorage): Outbox<Said> {
  const items: OutboxItem<Said>[] = [];
  for (const name of storage.names(start)) {
    try {
      const item = JSON.parse(storage.get(name) ?? '') as OutboxItem<Said>;
      if (typeof item.cmid === 'string' && typeof item.content?.body?.type === 'string') {
        items.push({ ...item, state: item.state === 'failed' ? 'failed' : 'queued', notBefore: 0 });
      }
    } catch {
      storage.remove(name);
    }
  }
  return items.sort((left, right) => left.at - right.at);
}

/** Writes what changed between two outboxes. What the server has stored is not kept here. */
export function saveOutbox(storage: SafeStorage, before: Outbox<Said>, after: Outbox<Said>): void {
  const kept = new Set<string>();
  for (const item of after) {
    if (item.state === 'stored') continue;
    kept.add(item.cmid);
    if (!before.includes(item)) storage.set(start + item.cmid, JSON.stringify(item));
  }
  for (const item of before) {
    if (!kept.has(item.cmid)) storage.remove(start + item.cmid);
  }
}
