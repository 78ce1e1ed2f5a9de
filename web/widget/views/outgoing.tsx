import type { OutboxItem } from '../../shared/outbox';
import { asWritten } from '../../shared/spoken';
import type { Attachment } from '../attachments';
import type { Said } from '../stored-outbox';
import { useWidget } from './context';
import { Bubble } from './message';
import { Picture } from './picture';

/** A message of this page that the server has not sent back yet. */
export function OutgoingMessage({ item, enlarge }: { item: OutboxItem<Said>; enlarge(address: string): void }) {
  const { session } = useWidget();
  const { body, label } = item.content;
  return (
    <div class="message own first" data-from="visitor" data-testid="message" data-delivery={item.state}>
      <div class="said">
        {body.type === 'image' ? (
          <Picture blob={body.blob} enlarge={enlarge} />
        ) : (
          <Bubble>{body.type === 'text' ? asWritten(body.text) : (label ?? '')}</Bubble>
        )}
        {item.state === 'failed' ? (
          <span class="delivery failed" role="alert">
            <span>失败{item.problem && `：${item.problem}`}</span>
            <span class="delivery-buttons">
              <button type="button" onClick={() => session.retry(item.cmid)}>
                重试
              </button>
              <button type="button" onClick={() => session.discard(item.cmid)}>
                删除
              </button>
            </span>
          </span>
        ) : (
          <span class="delivery">{item.state === 'stored' ? '已存' : (item.problem ?? '发送中')}</span>
        )}
      </div>
    </div>
  );
}

/** A picture that is still being uploaded. */
export function OutgoingPicture({ attachment }: { attachment: Attachment }) {
  const { session } = useWidget();
  const percent = Math.round(attachment.progress * 100);
  const failed = attachment.state === 'failed';
  return (
    <div class="message own first" data-from="visitor" data-testid="upload" data-state={attachment.state}>
      <div class="said">
        <div class={`picture ${failed ? 'dimmed' : ''} ${attachment.preview ? '' : 'empty'}`}>
          {attachment.preview ? (
            <img src={attachment.preview} alt={`待发送的图片 ${asWritten(attachment.file.name)}`} />
          ) : (
            <span class="file-name">{asWritten(attachment.file.name)}</span>
          )}
          {!failed && (
            <progress max={100} value={percent} aria-label="上传进度">
              {percent}%
            </progress>
          )}
        </div>
        {failed ? (
          <span class="delivery failed" role="alert">
            <span>{attachment.problem}</span>
            <span class="delivery-buttons">
              {attachment.canRetry && (
                <button type="button" onClick={() => session.attachments.retry(attachment.id)}>
                  重试
                </button>
              )}
              <button type="button" onClick={() => session.attachments.remove(attachment.id)}>
                删除
              </button>
            </span>
          </span>
        ) : (
          <span class="delivery">{attachment.state === 'uploading' ? `上传中 ${percent}%` : (attachment.problem ?? '等待上传')}</span>
        )}
      </div>
    </div>
  );
}
