const directionControls = /[\u202a-\u202e\u2066-\u2069\u200e\u200f]/g;

/**
 * What somebody wrote, in the order in which he wrote it. Characters that turn the direction of text
 * around can make a stranger's words read as 官方客服 or an address as another one.
 */
export function asWritten(text: string): string {
  return text.replace(directionControls, '');
}
