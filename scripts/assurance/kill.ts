/** Kills programs with SIGKILL at random moments until the work is done. */
import type { Workers } from './workers.ts';

export interface Killing {
  readonly workers: Workers;
  readonly killsMax: number;
  readonly random: () => number;
  /** A program lives at the most this long, in milliseconds; longer while none gets anywhere. */
  readonly spanMs: number;
  /** After each kill, before the next program begins. Answers how far the work is. */
  readonly afterKill: () => Promise<string>;
}

/** Answers how many were killed. The last one ends by itself. */
export async function runKilled({ workers, killsMax, random, spanMs, afterKill }: Killing): Promise<number> {
  let kills = 0;
  let [reached, stuck] = ['', 0];
  while (await workers.work(kills < killsMax ? random() * spanMs * 2 ** stuck : null)) {
    kills += 1;
    const border = await afterKill();
    stuck = border === reached ? stuck + 1 : 0;
    reached = border;
  }
  return kills;
}
