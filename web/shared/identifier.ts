/**
 * A random id for a message. `crypto.randomUUID` exists only where the page came over https or
 * from this machine, and many shops still serve plain http, so the bytes are drawn by hand.
 */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
