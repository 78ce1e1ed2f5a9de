import { CheckIcon, ClockIcon, CloseIcon, PictureIcon } from '../../shared/icons';
import { checklistLabels, evidenceLabels, labelOf } from '../../shared/labels';
import type { Awaiting, ChecklistBody, ChecklistItem, ChecklistState } from '../../shared/protocol';
import { PickPictures } from './composer';
import { useWidget } from './context';

const stateWords: Record<ChecklistState, string> = {
  wanted: '待上传',
  received: '已收到',
  accepted: '已通过',
  rejected: '需要重拍',
};

function count(items: readonly ChecklistItem[]): string {
  const have = items.filter((item) => item.state === 'received' || item.state === 'accepted').length;
  return `${have}/${items.length}`;
}

/** The newest list of this name, or one made of what the question says is there and missing. */
function currentChecklist(awaiting: Awaiting, events: readonly { body: { type: string } }[]): ChecklistBody {
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const body = events[index]?.body as ChecklistBody | undefined;
    if (body?.type === 'checklist' && body.name === awaiting.name) return body;
  }
  const item = (state: ChecklistState) => (id: string) => ({ id, label: labelOf(evidenceLabels, id), state });
  return {
    type: 'checklist',
    name: awaiting.name ?? '',
    items: [
      ...(awaiting.progress?.have ?? []).map(item('received')),
      ...(awaiting.progress?.missing ?? []).map(item('wanted')),
    ],
  };
}

/** The evidence that is asked for now: stands below the last message until it is complete. */
export function EvidenceCard({ awaiting }: { awaiting: Awaiting }) {
  const { session } = useWidget();
  const checklist = currentChecklist(awaiting, session.conversation.value.events);
  return (
    <section class="card checklist live" aria-label="需要的截图" data-testid="evidence" data-item={awaiting.item}>
      <h3>
        需要这些截图 <span class="count">{count(checklist.items)}</span>
      </h3>
      <ul>
        {checklist.items.map((item) => (
          <Item key={item.id} item={item} current={item.id === awaiting.item} open />
        ))}
      </ul>
      <PickPictures label="选择图片或拍照" class="primary-button">
        <PictureIcon size={20} />
        选择图片 / 拍照
      </PickPictures>
      <p class="hint">也可以直接粘贴或把图片拖进来</p>
    </section>
  );
}

/** `open`: not handed in yet, so that a wrong picture can be changed for another. */
function Item({ item, current, open }: { item: ChecklistItem; current: boolean; open: boolean }) {
  const { session } = useWidget();
  const attachment = session.attachments.list.value.find((candidate) => candidate.evidence === item.id);
  const uploading = attachment && attachment.state !== 'failed';
  return (
    <li class={`${item.state} ${current ? 'current' : ''}`} data-item={item.id} data-state={item.state}>
      <span class="mark" aria-hidden="true">
        {item.state === 'accepted' && <CheckIcon size={16} />}
        {item.state === 'received' && <ClockIcon size={16} />}
        {item.state === 'rejected' && <CloseIcon size={16} />}
      </span>
      <span class="name">{item.label}</span>
      <span class="state">{uploading ? `${Math.round(attachment.progress * 100)}%` : stateWords[item.state]}</span>
      {open && !uploading && (item.state === 'received' || item.state === 'rejected') && (
        <PickPictures label={`换一张：${item.label}`} class="change" evidence={item.id}>
          换一张
        </PickPictures>
      )}
    </li>
  );
}

/** A list that is complete or given up: what became of each item. */
export function Checklist({ checklist }: { checklist: ChecklistBody }) {
  const { session } = useWidget();
  const title = `${labelOf(checklistLabels, checklist.name)}截图`;
  const open = session.conversation.value.awaiting?.kind === 'confirm';
  return (
    <section class="card checklist" aria-label={title} data-testid="checklist">
      <h3>
        {title} <span class="count">{count(checklist.items)}</span>
      </h3>
      <ul>
        {checklist.items.map((item) => (
          <Item key={item.id} item={item} current={false} open={open} />
        ))}
      </ul>
    </section>
  );
}
