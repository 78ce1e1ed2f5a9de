import type { DeskEvent } from '../../shared/protocol';
import { clockTime } from '../../shared/time';
import { describeInternal } from '../internal-events';

/** One line where one thing happened; several are folded so that the conversation stays readable. */
export function InternalEvents({ events }: { events: readonly DeskEvent[] }) {
  const [only] = events;
  if (events.length === 1 && only) return <p class="line">{describeInternal(only)}</p>;
  return (
    <details class="internal">
      <summary>{events.length} 条系统记录</summary>
      <ul>
        {events.map((event) => (
          <li key={event.pos}>
            <time>{clockTime(new Date(event.at))}</time> {describeInternal(event)}
          </li>
        ))}
      </ul>
    </details>
  );
}
