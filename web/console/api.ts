import type { Agent } from '../shared/protocol';
import { upload, type Upload } from '../shared/upload';

export interface Login {
  agent: Agent;
  token: string;
}

export type LoginResult = { login: Login } | { problem: string };

async function answered(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

/** The login that the session cookie stands for, null without one; throws where nobody answers. */
export async function currentLogin(): Promise<Login | null> {
  const response = await fetch('/api/v1/session');
  if (response.status === 401 || response.status === 403) return null;
  if (!response.ok) throw new Error(`session ${response.status}`);
  return (await answered(response)) as Login;
}

export async function logIn(name: string, password: string): Promise<LoginResult> {
  let response: Response;
  try {
    response = await fetch('/api/v1/login', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ name, password }),
    });
  } catch {
    return { problem: '连不上服务器，请检查网络' };
  }
  if (response.ok) return { login: (await answered(response)) as Login };
  if (response.status === 401 || response.status === 403) return { problem: '账号或密码不对' };
  if (response.status === 429) return { problem: '尝试次数太多，请稍后再试' };
  return { problem: '登录没有成功，请稍后再试' };
}

export async function logOut(token: string): Promise<void> {
  await fetch('/api/v1/logout', { method: 'POST', headers: { 'X-Kefu-Token': token } }).catch(() => undefined);
}

export function uploadPicture(
  conversation: string,
  token: string,
  file: File,
  progressed: (fraction: number) => void,
): Upload {
  const headers = { 'X-Kefu-Conversation': conversation, 'X-Kefu-Token': token };
  return upload('/api/v1/blobs', file, headers, progressed);
}

export function thumbnailAddress(blob: string): string {
  return `${pictureAddress(blob)}?as=thumbnail`;
}

export function pictureAddress(blob: string): string {
  return `/api/v1/blobs/${encodeURIComponent(blob)}`;
}
