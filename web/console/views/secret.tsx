import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { DeskEvent } from '../../shared/protocol';
import { secretKey } from '../desk';
import type { MaskedSecret } from '../transcript';
import { useDesk } from './context';

/** A masked card key or password below its message, with the way to see it: a reason, which is kept. */
export function Secret({ event, secret }: { event: DeskEvent; secret: MaskedSecret }) {
  const desk = useDesk();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const message = event.cmid ?? '';
  const shown = desk.revealed.value.get(secretKey(event.conv, message, secret.place));

  const reveal = (submitted: JSX.TargetedEvent<HTMLFormElement>) => {
    submitted.preventDefault();
    desk.act('reveal', { message, place: secret.place, reason });
    setAsking(false);
    setReason('');
  };

  if (shown !== undefined) {
    return (
      <p class="secret" data-testid="revealed">
        <code>{shown}</code> <span class="muted">一分钟后隐藏</span>
      </p>
    );
  }
  if (!asking) {
    return (
      <p class="secret">
        <button type="button" class="button" data-testid="reveal" onClick={() => setAsking(true)}>
          查看 {secret.masked} 的原文
        </button>
      </p>
    );
  }
  return (
    <form class="secret" onSubmit={reveal}>
      <label>
        查看原因（会记入会话）
        <input
          required
          value={reason}
          data-testid="reveal-reason"
          onInput={(input) => setReason(input.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button" data-testid="reveal-yes" disabled={!reason.trim()}>
        查看
      </button>
      <button type="button" class="button" onClick={() => setAsking(false)}>
        取消
      </button>
    </form>
  );
}
