import { createHash } from 'node:crypto';
import { dayMs, hourMs, minuteMs } from '#lib/clock.ts';

export const idleMs = 12 * hourMs;
export const absoluteMs = 30 * dayMs;
/** `seenAt` is for limits of hours; writing it more often buys nothing. */
export const seenEveryMs = minuteMs;

/** Only this of the cookie is stored. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');

/** The cookie as it is made: 32 bytes, base64url. Anything else is not looked up. */
export const isToken = (value: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(value);

/** Sessions seen at or before this have been idle for too long. */
export const idleSince = (now: number): number => now - idleMs;

const browsers = [
  [/\bEdg\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
] as const;

const systems = [
  [/\biPhone\b|\biPad\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
] as const;

/** `Firefox on Linux`: for the person to tell their own sessions apart, never for a decision. */
export function agentLabel(agent: string): string {
  const of = (known: readonly (readonly [RegExp, string])[]) => known.find(([pattern]) => pattern.test(agent))?.[1];
  const browser = of(browsers) ?? 'Unknown browser';
  const system = of(systems);
  return system ? `${browser} on ${system}` : browser;
}
