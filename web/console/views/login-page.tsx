import { useState } from 'preact/hooks';
import { logIn } from '../api';
import { useDesk } from './context';

export function LoginPage() {
  const desk = useDesk();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    const result = await logIn(name.trim(), password);
    setBusy(false);
    if ('problem' in result) setProblem(result.problem);
    else desk.loggedIn(result.login);
  };

  return (
    <main class="login">
      <form onSubmit={submit}>
        <img src="/icon.svg" alt="" width="44" height="44" />
        <h1>客服工作台</h1>
        <label>
          账号
          <input
            name="name"
            autocomplete="username"
            autofocus
            required
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <label>
          密码
          <input
            name="password"
            type="password"
            autocomplete="current-password"
            required
            value={password}
            onInput={(event) => setPassword(event.currentTarget.value)}
          />
        </label>
        {problem && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <button type="submit" class="button primary" disabled={busy}>
          {busy ? '正在登录…' : '登录'}
        </button>
        <p class="muted">第一次启动时，服务器会在终端里打印一次管理员密码。</p>
      </form>
    </main>
  );
}
