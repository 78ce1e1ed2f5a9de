import { BellIcon, ChatIcon, HelpIcon, LeaveIcon, PackIcon, ReviewIcon } from '../../shared/icons';
import { unlockSound } from '../sound';
import { useDesk } from './context';

const lampWords = { idle: '未连接', connecting: '连接中', online: '已连接', offline: '已断线' } as const;

export function Rail({ showHelp, showPack }: { showHelp(): void; showPack(): void }) {
  const desk = useDesk();
  const reviews = desk.counts.value.review;
  const inReview = desk.tab.value === 'review';
  const state = desk.connection.value;
  const toggleSound = () => {
    if (!desk.sound.value) unlockSound();
    desk.sound.value = !desk.sound.value;
  };
  return (
    <nav class="rail" aria-label="工作台">
      <button
        type="button"
        class={inReview ? '' : 'current'}
        aria-current={!inReview}
        onClick={() => inReview && desk.showTab('queue')}
      >
        <ChatIcon size={22} />
        会话
      </button>
      <button
        type="button"
        class={inReview ? 'current' : ''}
        aria-current={inReview}
        data-testid="reviews"
        onClick={() => desk.showTab('review')}
      >
        <ReviewIcon size={22} />
        待审
        {reviews > 0 && <span class="rail-count">{reviews}</span>}
      </button>
      <span class="rail-space" />
      {desk.agent.value?.role === 'admin' && (
        <button type="button" class="wide-only" data-testid="pack-open" onClick={showPack}>
          <PackIcon size={22} />
          规则包
        </button>
      )}
      <button type="button" aria-pressed={desk.sound.value} onClick={toggleSound}>
        <BellIcon size={22} off={!desk.sound.value} />
        {desk.sound.value ? '有声' : '静音'}
      </button>
      <button type="button" class="wide-only" onClick={showHelp}>
        <HelpIcon size={22} />
        快捷键
      </button>
      <button type="button" onClick={() => void desk.leave()}>
        <LeaveIcon size={22} />
        退出
      </button>
      <span class={`lamp ${state}`} role="status" data-testid="lamp">
        <i />
        {lampWords[state]}
      </span>
      <span class="rail-agent wide-only" title={desk.agent.value?.name}>
        {desk.agent.value?.name}
      </span>
    </nav>
  );
}
