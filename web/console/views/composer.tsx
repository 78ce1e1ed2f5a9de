import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { LockIcon, PictureIcon, SendIcon } from '../../shared/icons';
import { isComposing } from '../../shared/keys';
import { useDesk } from './context';

const longest = 4000;

export function Composer({ noting, setNoting }: { noting: boolean; setNoting(noting: boolean): void }) {
  const desk = useDesk();
  const row = desk.row.value;
  const rights = desk.rights.value;
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [note, setNote] = useState('');
  const conv = row?.conv ?? '';
  const text = noting ? note : (desk.drafts.value.get(conv) ?? '');
  const tooLong = Array.from(text).length > longest;
  const allowed = noting ? rights.note : rights.reply;

  useEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight, 200)}px`;
  }, [text, allowed]);

  useLayoutEffect(() => {
    if (noting) field.current?.focus();
  }, [noting]);

  const change = (value: string) => {
    if (noting) setNote(value);
    else desk.setDraft(conv, value);
  };
  const send = () => {
    const trimmed = text.trim();
    if (!allowed || !trimmed || tooLong) return;
    if (noting) {
      desk.act('note', { text: trimmed });
      setNote('');
      setNoting(false);
    } else {
      desk.act('send', { body: { type: 'text', text: trimmed } });
      desk.setDraft(conv, '');
    }
    field.current?.focus();
  };
  const pictures = (files: FileList | null | undefined, event?: Event) => {
    if (!files || files.length === 0 || !rights.reply) return;
    event?.preventDefault();
    if (noting) desk.toast('备注里只能写文字，图片请在“回复”里发', 'problem');
    else void desk.sendPictures(Array.from(files));
  };

  return (
    <form
      class={`composer ${noting ? 'noting' : ''}`}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div class="composer-tabs" role="tablist" aria-label="写什么">
        <button type="button" role="tab" aria-selected={!noting} onClick={() => setNoting(false)}>
          回复
        </button>
        <button type="button" role="tab" aria-selected={noting} data-testid="note-tab" onClick={() => setNoting(true)}>
          <LockIcon size={14} /> 内部备注
        </button>
      </div>
      {allowed ? (
        <div class="composer-line">
          <textarea
            ref={field}
            rows={2}
            value={text}
            aria-label={noting ? '内部备注' : '回复客户'}
            aria-invalid={tooLong}
            placeholder={noting ? '只有同事看得到' : '回复客户，Enter 发送，Shift+Enter 换行'}
            data-testid="reply"
            onInput={(event) => {
              change(event.currentTarget.value);
              if (!noting) desk.typing();
            }}
            onPaste={(event) => {
              // From a document or a table comes the text and a picture of it: the text is meant.
              if (!event.clipboardData?.types.includes('text/plain')) pictures(event.clipboardData?.files, event);
            }}
            onKeyDown={(event) => {
              if (event.key === 'Escape' && !isComposing(event)) event.currentTarget.blur();
              if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return;
              event.preventDefault();
              send();
            }}
          />
          {!noting && (
            <>
              <button type="button" class="icon-button" aria-label="发送图片" onClick={() => picker.current?.click()}>
                <PictureIcon size={22} />
              </button>
              <input
                ref={picker}
                type="file"
                accept="image/png,image/jpeg,image/webp,image/gif"
                multiple
                hidden
                data-testid="file"
                onChange={(event) => {
                  pictures(event.currentTarget.files);
                  event.currentTarget.value = '';
                }}
              />
            </>
          )}
          <button type="submit" class="button primary" data-testid="send" disabled={tooLong || !text.trim()}>
            <SendIcon size={18} />
            {noting ? '记下' : '发送'}
          </button>
        </div>
      ) : (
        <p class="composer-hint">
          {row?.closed ? '会话已结束' : row?.owner === 'agent' ? `${row.agent_name ?? '同事'} 正在接待` : '接入后才能回复客户'}
        </p>
      )}
      {tooLong && (
        <p class="problem" role="alert">
          最多 {longest} 字
        </p>
      )}
    </form>
  );
}
