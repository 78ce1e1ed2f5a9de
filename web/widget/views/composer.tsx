import { useEffect, useRef } from 'preact/hooks';
import { PictureIcon, SendIcon } from '../../shared/icons';
import { isComposing } from '../../shared/keys';
import { useWidget } from './context';

const counterFrom = 200;

export function Composer() {
  const { session } = useWidget();
  const field = useRef<HTMLTextAreaElement>(null);
  const text = session.draft.value;
  const limits = session.conversation.value.limits;
  // The server counts characters, not UTF-16 units.
  const length = Array.from(text).length;
  const left = limits.text - length;
  const tooLong = left < 0;

  useEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight, 140)}px`;
  }, [text]);

  const send = () => {
    if (tooLong || !text.trim()) return;
    session.sayText(text);
    session.draft.value = '';
    field.current?.focus();
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <PickPictures label="发送图片" class="icon-button">
        <PictureIcon size={24} />
      </PickPictures>
      <div class="field">
        <textarea
          ref={field}
          rows={1}
          value={text}
          placeholder="输入消息"
          aria-label="输入消息"
          aria-invalid={tooLong}
          data-testid="composer"
          enterkeyhint="send"
          onInput={(event) => {
            session.draft.value = event.currentTarget.value;
            session.typing();
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return;
            event.preventDefault();
            send();
          }}
        />
        {left <= counterFrom && (
          <span class={`counter ${tooLong ? 'over' : ''}`} role="status">
            {tooLong ? `超出 ${-left} 字` : `还可输入 ${left} 字`}
          </span>
        )}
      </div>
      <button type="submit" class="send" aria-label="发送" data-testid="send" disabled={tooLong || !text.trim()}>
        <SendIcon size={22} />
      </button>
    </form>
  );
}

interface PickProperties {
  label: string;
  class: string;
  /** What the pictures are for, where it is not what is wanted next. */
  evidence?: string;
  children: preact.ComponentChildren;
}

/** A button that opens the picker; on phones it offers the camera as well. */
export function PickPictures({ label, class: className, evidence, children }: PickProperties) {
  const { session } = useWidget();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class={className} aria-label={label} onClick={() => input.current?.click()}>
        {children}
      </button>
      <input
        ref={input}
        type="file"
        multiple={evidence === undefined}
        hidden
        data-testid={evidence === undefined ? 'file' : `file-${evidence}`}
        accept={session.conversation.value.limits.upload_types.join(',')}
        onChange={(event) => {
          session.attach(Array.from(event.currentTarget.files ?? []), evidence);
          // The same file again is a choice too.
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}
