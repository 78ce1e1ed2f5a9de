import { intentLabels, labelOf } from '../shared/labels';

const names: Record<string, string> = {
  intent: '理解为',
  confidence: '把握',
  ranking: '候选',
  flags: '标记',
  rules: '依据',
  reply: '话术',
  step: '步骤',
};

function permille(value: number): string {
  return `${Math.round(value / 10)}%`;
}

function plain(value: unknown): string {
  if (value === null || value === undefined) return '—';
  if (Array.isArray(value)) return value.map(plain).join('、');
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([name, inner]) => `${name} ${plain(inner)}`)
      .join(' ');
  }
  return String(value);
}

function ranked(value: unknown): string | null {
  if (!Array.isArray(value)) return null;
  return value
    .map((one: unknown) => {
      const { intent, score } = (one ?? {}) as { intent?: unknown; score?: unknown };
      if (typeof intent !== 'string') return plain(one);
      return `${labelOf(intentLabels, intent)}${typeof score === 'number' ? ` ${permille(score)}` : ''}`;
    })
    .join('、');
}

/** The reasons of a message as lines for an agent. What the server adds later is shown as it is. */
export function describeWhy(why: unknown): { name: string; value: string }[] {
  if (why === null || why === undefined) return [];
  if (typeof why !== 'object' || Array.isArray(why)) {
    const value = plain(why);
    return value ? [{ name: '依据', value }] : [];
  }
  return Object.entries(why).map(([name, value]) => {
    const label = names[name] ?? name;
    if (name === 'intent') return { name: label, value: value === null ? '没有把握' : labelOf(intentLabels, String(value)) };
    if (name === 'confidence' && typeof value === 'number') return { name: label, value: permille(value) };
    if (name === 'ranking') return { name: label, value: ranked(value) ?? plain(value) };
    return { name: label, value: plain(value) };
  });
}
