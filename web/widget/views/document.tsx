import { useState } from 'preact/hooks';
import { CheckIcon, CopyIcon } from '../../shared/icons';
import { copyText } from '../../shared/copy';

export function CopyableDocument({ title, text }: { title: string; text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    if (!(await copyText(text))) return;
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <section class="card document" aria-label={title} data-testid="document">
      <h3>{title}</h3>
      <pre>{text}</pre>
      <button type="button" class="plain-button" onClick={copy}>
        {copied ? <CheckIcon size={18} /> : <CopyIcon size={18} />}
        {copied ? '已复制' : '复制全文'}
      </button>
    </section>
  );
}
