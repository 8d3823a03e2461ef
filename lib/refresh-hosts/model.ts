import { minuteMs, secondMs } from '#lib/clock.ts';

/** Token requests at one provider at once, of all tenants and all programs together. */
export const inFlightMax = 8;

/** Failures in a row, of whichever credentials, after which nobody asks for a while. */
export const failuresMax = 5;

const pauseMs = { first: 30 * secondMs, max: 15 * minuteMs };

/** How long nobody asks a provider after so many failures in a row; then one probe decides. 0: no pause yet. */
export const pauseAfter = (failures: number): number =>
  failures < failuresMax ? 0 : Math.min(pauseMs.max, pauseMs.first * 2 ** Math.min(failures - failuresMax, 20));

/** How many may ask at once: after a pause a single one, until the provider has answered. */
export const roomAt = (failures: number): number => (failures >= failuresMax ? 1 : inFlightMax);
