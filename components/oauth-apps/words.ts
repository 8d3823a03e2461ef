import { amount } from '#components/ui/words.ts';
import { dayMs, hourMs, minuteMs, secondMs } from '#lib/clock.ts';

const units = [
  [dayMs / secondMs, 'day'],
  [hourMs / secondMs, 'hour'],
  [minuteMs / secondMs, 'minute'],
] as const;

/** `1 hour`, `90 minutes`, `45 seconds`: the largest unit that says it exactly. */
export function secondsWords(seconds: number): string {
  const unit = units.find(([size]) => seconds >= size && seconds % size === 0);
  return unit ? amount(seconds / unit[0], unit[1]) : amount(seconds, 'second');
}

/** How long an access token lives where the provider does not say. */
export const lifeWords = (lifeSeconds: number | null): string =>
  lifeSeconds === null ? 'Without an end' : secondsWords(lifeSeconds);

/** For how long a refresh token that was used is taken once more. */
export const graceWords = (graceSeconds: number): string =>
  graceSeconds === 0 ? 'Not at all' : secondsWords(graceSeconds);

/** The generic component is no provider; it stands for whichever the endpoints are of. */
export const providerWords = ({ name, canDiscover }: { name: string; canDiscover: boolean }): string =>
  canDiscover ? 'the provider' : name;

export const usedByWords = (uses: number): string => (uses === 0 ? 'Nothing yet' : amount(uses, 'credential'));
