import { useDesk } from './context';
import { Dialog } from './dialog';

/** The pack in use, and the button that reads its folder anew. For administrators. */
export function PackDialog({ close }: { close(): void }) {
  const desk = useDesk();
  const loading = desk.packLoading.value;
  const outcome = desk.packOutcome.value;
  const online = desk.connection.value === 'online';
  return (
    <Dialog title="规则包" close={close}>
      <p>
        正在使用：<code data-testid="pack">{desk.pack.value.slice(0, 12)}</code>
      </p>
      <p class="muted">
        重新读取规则包和店铺设置，先检查，没有错误才更换。新会话用新的，进行中的会话仍按开始时的走完。
      </p>
      <div role="status" data-testid="pack-outcome">
        {outcome && <Outcome {...outcome} />}
      </div>
      <div class="dialog-buttons">
        <button
          type="button"
          class="button primary"
          data-testid="pack-load"
          disabled={loading || !online}
          onClick={() => desk.loadPack()}
        >
          {loading ? '正在检查…' : '重新载入'}
        </button>
        <button type="button" class="button" onClick={close}>
          关闭
        </button>
      </div>
    </Dialog>
  );
}

function Outcome({ changed, problems }: { changed: boolean; problems: string }) {
  if (!problems) return <p>{changed ? '已更换，新会话从现在起用新的规则包。' : '没有错误，也没有变化。'}</p>;
  return (
    <>
      <p class="problem">有错误，没有更换，仍在使用原来的规则包：</p>
      <pre class="problems">{problems}</pre>
    </>
  );
}
