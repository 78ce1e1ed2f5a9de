// Times as people read them, in the reader's own time zone.

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function dayStart(time: Date): number {
  return new Date(time.getFullYear(), time.getMonth(), time.getDate()).getTime();
}

/** "09:05" */
export function clockTime(time: Date): string {
  return `${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** "今天", "昨天", "9月12日", and with the year where it is another one. */
export function dayLabel(time: Date, now: Date): string {
  const days = Math.round((dayStart(now) - dayStart(time)) / day);
  if (days === 0) return '今天';
  if (days === 1) return '昨天';
  const monthAndDay = `${time.getMonth() + 1}月${time.getDate()}日`;
  return time.getFullYear() === now.getFullYear() ? monthAndDay : `${time.getFullYear()}年${monthAndDay}`;
}

export function sameDay(left: Date, right: Date): boolean {
  return dayStart(left) === dayStart(right);
}

/** How long ago, short enough for a row of the list. */
export function relativeTime(time: Date, now: Date): string {
  const elapsed = now.getTime() - time.getTime();
  if (elapsed < minute) return '刚刚';
  if (elapsed < hour) return `${Math.floor(elapsed / minute)} 分钟前`;
  if (sameDay(time, now)) return clockTime(time);
  return dayLabel(time, now);
}

/** A length of time: "02:13" below an hour, "1 小时 05 分", "3 天". */
export function duration(milliseconds: number): string {
  const length = Math.max(0, milliseconds);
  if (length < hour) return `${two(Math.floor(length / minute))}:${two(Math.floor((length % minute) / 1000))}`;
  if (length < day) return `${Math.floor(length / hour)} 小时 ${two(Math.floor((length % hour) / minute))} 分`;
  return `${Math.floor(length / day)} 天`;
}

/** By when somebody answers at the latest, as promised to a customer. */
export function answeredWithin(seconds: number): string {
  const minutes = Math.max(1, Math.ceil(seconds / 60));
  return minutes < 60 ? `${minutes} 分钟内回复` : `${Math.ceil(minutes / 60)} 小时内回复`;
}

/** When money arrives: a time becomes a day, the policy's English phrase becomes Chinese, text stays. */
const arrivals: Record<string, string> = {
  'at once': '马上到账',
  'after review': '审核通过后',
  'after the payment is found': '查到付款后',
  'after the platform has decided': '平台处理后',
};

export function arrivalLabel(eta: string): string {
  const known = arrivals[eta];
  if (known) return known;
  const reviewed = /^at once after (\d+)\s*[-–]\s*(\d+) working days of review$/.exec(eta);
  if (reviewed) return `审核 ${reviewed[1]}–${reviewed[2]} 个工作日，通过后马上到账`;
  const workingDays = /^(\d+)(?:\s*[-–]\s*(\d+))? working days?$/.exec(eta);
  if (workingDays) return `${workingDays[2] ? `${workingDays[1]}–${workingDays[2]}` : workingDays[1]} 个工作日`;
  if (/^\d{4}-\d{2}-\d{2}/.test(eta)) {
    const time = new Date(eta);
    if (!Number.isNaN(time.getTime())) return `${time.getMonth() + 1}月${time.getDate()}日前`;
  }
  return eta;
}
