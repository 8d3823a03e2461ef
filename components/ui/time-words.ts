const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** Only digits come from Intl: names of months differ between its versions, and server and browser must agree. */
function partsOf(at: number, timeZone: string): (type: Intl.DateTimeFormatPartTypes) => string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(at);
  return (type) => parts.find((part) => part.type === type)?.value ?? '';
}

/** `20 Nov 2026`. `at` in epoch milliseconds. */
export function dateWords(at: number, timeZone: string): string {
  const part = partsOf(at, timeZone);
  return `${Number(part('day'))} ${months[Number(part('month')) - 1] ?? ''} ${part('year')}`;
}

/** `20 Nov`: for axes, where the year is clear. */
export const dayWords = (at: number, timeZone: string): string => dateWords(at, timeZone).replace(/ \d+$/, '');

/** `20 Nov 2026, 16:08`. */
export function exactWords(at: number, timeZone: string): string {
  const part = partsOf(at, timeZone);
  return `${dateWords(at, timeZone)}, ${part('hour')}:${part('minute')}`;
}

/** `4 min ago`, `2 hours ago`, `in 5 h 56 min`; a day away or more: the exact time. */
export function timeWords(at: number, now: number, timeZone: string): string {
  const distance = Math.abs(at - now);
  if (distance >= dayMs) return exactWords(at, timeZone);
  return at > now ? ahead(distance) : ago(distance);
}

function ago(distance: number): string {
  const minutes = Math.floor(distance / minuteMs);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(distance / hourMs);
  return `${hours} ${hours === 1 ? 'hour' : 'hours'} ago`;
}

function ahead(distance: number): string {
  const minutes = Math.ceil(distance / minuteMs);
  if (minutes < 60) return `in ${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `in ${minutes / 60} h` : `in ${Math.floor(minutes / 60)} h ${rest} min`;
}
