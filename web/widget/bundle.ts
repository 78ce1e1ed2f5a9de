/** What the visitor saw of his conversation, as a file for a platform or 12315. */
export async function saveBundle(server: string, token: string | null, conversation: string): Promise<void> {
  const response = await fetch(`${server}/api/v1/conversations/${encodeURIComponent(conversation)}/bundle`, {
    headers: { Authorization: `Bearer ${token ?? ''}` },
  });
  if (!response.ok) throw new Error(`bundle ${response.status}`);
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = `${conversation}.zip`;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
