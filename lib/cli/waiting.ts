import { setTimeout as pause } from 'node:timers/promises';
import type { Output } from './output.ts';

/** How far a look finds the work. */
interface Far {
  readonly done: number;
  readonly total: number | null;
  /** The last line of its progress; null while it goes on. */
  readonly end: string | null;
}

const lookMs = 1_000;

/** Work that goes on at the server by itself is looked at until it has come to its end. */
export async function untilEnded<T>(
  out: Output,
  label: string,
  look: () => Promise<T>,
  farOf: (seen: T) => Far,
): Promise<T> {
  const progress = out.progress(label);
  for (;;) {
    const seen = await look();
    const { done, total, end } = farOf(seen);
    progress.at(done, total);
    if (end !== null) {
      progress.end(end);
      return seen;
    }
    await pause(lookMs);
  }
}
