import { dayMs, secondMs } from '#lib/clock.ts';

/**
 * How long the other side asks to be left alone, in milliseconds: `Retry-After` in seconds or as an HTTP date, at most a day.
 * Null when it says nothing that is understood.
 */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Math.min(Number(text) * secondMs, dayMs);
  // Only the forms of RFC 9110: Date.parse takes far more for a date.
  const at = /^[A-Z][a-z]{2,8},? .{8,30}$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : Math.min(Math.max(at - now, 0), dayMs);
}
