import type { OutboxItem } from '../../shared/outbox';
import { pictureAddress } from '../api';
import type { Act } from '../desk';
import { useDesk } from './context';

/** A reply or note that the server has not stored yet. */
export function PendingMessage({ item }: { item: OutboxItem<Act> }) {
  const desk = useDesk();
  const body = item.content['body'] as { type: string; text?: string; blob?: string } | undefined;
  const words = item.content.t === 'note' ? String(item.content['text'] ?? '') : (body?.text ?? '');
  return (
    <div class="message agent pending" data-delivery={item.state}>
      {body?.type === 'image' && body.blob ? (
        <span class="picture">
          <img src={pictureAddress(body.blob)} alt="待发送的图片" />
        </span>
      ) : (
        <p class="words">{words}</p>
      )}
      {item.state === 'failed' ? (
        <p class="meta failed" role="alert">
          失败：{item.problem}
          <button type="button" onClick={() => desk.retry(item.cmid)}>
            重试
          </button>
          <button type="button" onClick={() => desk.discard(item.cmid)}>
            删除
          </button>
        </p>
      ) : (
        <p class="meta">{item.problem ?? '发送中'}</p>
      )}
    </div>
  );
}
