import { useEffect } from 'preact/hooks';
import { useDesk } from './context';
import { DeskPage } from './desk-page';
import { LoginPage } from './login-page';
import { Toasts } from './toasts';

export function App() {
  const desk = useDesk();
  const phase = desk.phase.value;
  const waiting = desk.counts.value.queue;

  useEffect(() => {
    document.title = phase === 'desk' && waiting > 0 ? `(${waiting}) 客服工作台` : '客服工作台';
  }, [phase, waiting]);

  return (
    <>
      {phase === 'checking' && <div class="page-state" aria-label="正在加载" />}
      {phase === 'unreachable' && (
        <div class="page-state">
          <p>连不上服务器</p>
          <button type="button" class="button" onClick={() => void desk.begin()}>
            重试
          </button>
        </div>
      )}
      {phase === 'login' && <LoginPage />}
      {phase === 'desk' && <DeskPage />}
      <Toasts />
    </>
  );
}
