import { shortcuts } from '../shortcuts';
import { Dialog } from './dialog';

export function Help({ close }: { close(): void }) {
  return (
    <Dialog title="快捷键" close={close}>
      <dl class="shortcuts">
        {shortcuts.map((one) => (
          <div key={one.key}>
            <dt>
              <kbd>{one.key}</kbd>
            </dt>
            <dd>{one.meaning}</dd>
          </div>
        ))}
      </dl>
      <p class="muted">正在输入文字时不生效。</p>
      <div class="dialog-buttons">
        <button type="button" class="button" onClick={close}>
          知道了
        </button>
      </div>
    </Dialog>
  );
}
