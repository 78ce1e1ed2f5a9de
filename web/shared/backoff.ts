const first = 500;
const longest = 30_000;

/**
 * How long to wait before try number `attempt` (from 0). Half of it is chance, so that a server
 * that comes back is not met by everybody at once.
 */
export function reconnectDelay(attempt: number, random: number): number {
  const whole = Math.min(longest, first * 2 ** Math.min(attempt, 10));
  return Math.round(whole / 2 + (whole / 2) * random);
}
