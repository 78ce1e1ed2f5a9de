import { useState } from 'preact/hooks';
import { DownloadIcon } from '../../shared/icons';
import { useWidget } from './context';

type State = 'ready' | 'saving' | 'saved' | 'failed';

const texts: Record<State, string> = {
  ready: '保存聊天凭证（可交平台或 12315）',
  saving: '正在打包…',
  saved: '已保存，解压后打开就能看',
  failed: '没保存成，过一分钟再点',
};

export function BundleButton() {
  const { session } = useWidget();
  const [state, setState] = useState<State>('ready');
  const save = async () => {
    setState('saving');
    setState((await session.saveBundle()) ? 'saved' : 'failed');
  };
  return (
    <button
      type="button"
      class="plain-button bundle"
      data-testid="bundle"
      disabled={state === 'saving'}
      onClick={() => void save()}
    >
      <DownloadIcon size={18} />
      {texts[state]}
    </button>
  );
}
