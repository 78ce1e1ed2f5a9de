const texts: Record<string, string> = {
  bad_request: '这条消息格式不对，没有发出去',
  unauthorized: '登录已过期，请刷新页面',
  forbidden: '没有权限进行这个操作',
  not_found: '内容不存在或已过期',
  too_large: '内容太大，图片请不要超过 10 MB',
  unsupported_media: '只支持 JPG、PNG、WebP、GIF 图片',
  rate_limited: '发得有点快，稍等会自动重发',
  stale_epoch: '会话已被同事接入',
  stale_answer: '这一步已经更新，请看最新的消息',
  conflict: '这个操作已经处理过了',
  unavailable: '服务器暂时繁忙，会自动重发',
  internal: '服务器出了点问题，会自动重发',
};

/** What a reader is told about an error of the protocol; the server's own wording is for logs. */
export function errorText(code: string): string {
  return texts[code] ?? '出了点问题，请稍后再试';
}
