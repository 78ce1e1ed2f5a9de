import { intentLabels, labelOf } from '../shared/labels';

const names: Record<string, string> = {
  intent: '理解为',
  confidence: '把握',
  ranking: '候选',
  flags: '标记',
  rules: '依据',
};

/** What names parts of the pack by their ids: of use to its author (kefu show), not to an agent. */
const idsOnly = new Set(['reply', 'step']);

const sources: Record<string, string> = { pattern: '句式', keyword: '关键词', classifier: '分类器', expectation: '正在等的答案' };

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
      return `${labelOf(intentLabels, intent)}${typeof score === 'number' ? ` ${score}` : ''}`;
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
  return Object.entries(why).filter(([name]) => !idsOnly.has(name)).map(([name, value]) => {
    const label = names[name] ?? name;
    if (name === 'intent') return { name: label, value: value === null ? '没有把握' : labelOf(intentLabels, String(value)) };
    if (name === 'confidence' && typeof value === 'number') return { name: label, value: permille(value) };
    if (name === 'flags') return { name: label, value: plain((value as string[]).map((flag) => labelOf(intentLabels, flag))) };
    if (name === 'ranking') return { name: label, value: ranked(value) ?? plain(value) };
    return { name: label, value: plain(value) };
  });
}

/** A keyword is the customer's own; a pattern only has an id. */
function quoted(term: { source: string; what: string }): string {
  return term.source === 'keyword' && term.what ? `“${term.what}”` : '';
}

interface Understanding {
  intent?: string | null;
  confidence_permille?: number;
  ranking?: { intent: string; score: number; why?: { source: string; what: string; score: number }[] }[];
  entities?: { type: string; text: string }[];
}

/** What the message was judged to be; the server looks at these in a fixed order and takes the first that fits. */
const ways: Record<string, string> = {
  leaves_queue: '不再排队',
  waits: '留给将接手的客服',
  guard: '危险情况，或要人工',
  control: '控制词（算了、重来…）',
  phrase: '固定说法（再等等、还有个问题…）',
  another_order: '另一张订单',
  correction: '更正之前的回答',
  answer: '对当前问题的回答',
  demand: '提出诉求',
  another_matter: '另一件事',
  may_go_on: '像是还没说完,等一等',
  not_understood: '没听懂',
};

/** How the bot took a customer's message; `why` is that of the message. */
export function describeUnderstanding(understanding: unknown, why?: unknown): { name: string; value: string }[] {
  if (!understanding || typeof understanding !== 'object') return [];
  const { intent, confidence_permille: confidence, ranking, entities } = understanding as Understanding;
  const lines = [{ name: '理解为', value: intent ? labelOf(intentLabels, intent) : '没有把握' }];
  if (typeof confidence === 'number') lines.push({ name: '把握', value: permille(confidence) });
  const terms = ranking?.[0]?.why ?? [];
  if (terms.length > 0) {
    const value = terms.map((term) => `${labelOf(sources, term.source)}${quoted(term)} ${term.score}`);
    lines.push({ name: '来自', value: value.join('、') });
  }
  const others = (ranking ?? []).filter((one) => one.intent !== intent);
  if (others.length > 0) {
    lines.push({ name: '候选', value: others.map((one) => `${labelOf(intentLabels, one.intent)} ${one.score}`).join('、') });
  }
  if (entities && entities.length > 0) lines.push({ name: '读到', value: entities.map((entity) => entity.text).join('、') });
  const { taken } = (why ?? {}) as { taken?: unknown };
  if (typeof taken === 'string') lines.push({ name: '当作', value: labelOf(ways, taken) });
  return lines;
}
