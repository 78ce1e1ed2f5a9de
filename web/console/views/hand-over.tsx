import { evidenceLabels, flowLabels, labelOf, queueLabels, slotLabels, slotValue } from '../../shared/labels';
import { evidenceLines, findingsOf, lastBotWords } from '../transcript';
import { useDesk } from './context';

/** On a phone the messages need the room; the title says the most. */
const wideEnough = () => matchMedia('(min-width: 768px)').matches;

/** What the bot has found out, so that nobody has to read the whole conversation or ask again. */
export function HandOver() {
  const desk = useDesk();
  const row = desk.row.value;
  const { state, events } = desk.transcript.value;
  const findings = findingsOf(state);
  const flow = findings.flow ?? row?.flow;
  // The claim is what the flow is called.
  const slots = findings.slots.filter(([name]) => name !== 'claim');
  const missing = evidenceLines(state).filter((line) => !line.have);
  const botWords = lastBotWords(events);
  if (!flow && slots.length === 0 && missing.length === 0) return null;

  return (
    <details class="hand-over" open={wideEnough()} aria-label="交接卡" data-testid="hand-over">
      <summary>
        <strong>{flow ? labelOf(flowLabels, flow) : '还没有进入流程'}</strong>
        {row?.queue && <span class="muted">{labelOf(queueLabels, row.queue)}队列</span>}
        {missing.length > 0 && <span class="lacking">缺 {missing.length} 样证据</span>}
      </summary>
      {slots.length > 0 && (
        <dl class="slots">
          {slots.map(([name, value]) => (
            <div key={name}>
              <dt>{labelOf(slotLabels, name)}</dt>
              <dd>{slotValue(name, value)}</dd>
            </div>
          ))}
        </dl>
      )}
      {missing.length > 0 && (
        <p>
          <span class="muted">还缺</span> {missing.map((line) => labelOf(evidenceLabels, line.item)).join('、')}
        </p>
      )}
      {botWords && <p class="muted bot-words">机器人最后一步：{botWords}</p>}
    </details>
  );
}
