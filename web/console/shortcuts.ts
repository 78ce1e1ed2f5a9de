export type Shortcut = 'next' | 'previous' | 'open' | 'claim' | 'hand back' | 'resolve' | 'note' | 'help';

export const shortcuts: { key: string; shortcut: Shortcut; meaning: string }[] = [
  { key: 'J', shortcut: 'next', meaning: '下一个会话' },
  { key: 'K', shortcut: 'previous', meaning: '上一个会话' },
  { key: 'Enter', shortcut: 'open', meaning: '打开选中的会话' },
  { key: 'C', shortcut: 'claim', meaning: '接入' },
  { key: 'B', shortcut: 'hand back', meaning: '交还机器人' },
  { key: 'E', shortcut: 'resolve', meaning: '结案' },
  { key: 'N', shortcut: 'note', meaning: '写内部备注' },
  { key: '?', shortcut: 'help', meaning: '快捷键' },
];

interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  target: EventTarget | null;
}

/** The shortcut of a key press, or null: never while somebody types, nor where a key has a use of its own. */
export function shortcutOf(event: KeyPress): Shortcut | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const target = event.target as { tagName?: string; isContentEditable?: boolean } | null;
  const tag = target?.tagName ?? '';
  if (target?.isContentEditable || tag === 'INPUT' || tag === 'TEXTAREA' || tag === 'SELECT') return null;
  if (event.key === 'Enter' && (tag === 'BUTTON' || tag === 'A' || tag === 'SUMMARY')) return null;
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  return shortcuts.find((candidate) => candidate.key === key)?.shortcut ?? null;
}
