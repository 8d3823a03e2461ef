/** How long other writers wait: alone, and while the job runs. */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { startChild, withCopy } from './children.ts';
import { percentile, rounded } from './figures.ts';
import { measure } from './rounds.ts';

/** Until the other program is loaded and warm, and then as long as it is watched alone. */
const warmMs = 3_000;
const idleMs = 4_000;
const samplesShape = z.array(z.tuple([z.number(), z.number()]));

export interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly writes: number;
}

export interface OtherWriters {
  /** In milliseconds. */
  readonly idle: Latency;
  readonly during: Latency;
}

export const otherWriters = (program: string, template: string): Promise<OtherWriters> =>
  withCopy(template, async (folder) => {
    const writer = startChild('writer', folder);
    await Promise.race([pause(warmMs + idleMs), writer.result]);
    const idleUntil = Date.now();
    const job = await measure(program, folder);
    writer.process.stdin?.end();
    const samples = samplesShape.parse(await writer.result);
    return {
      idle: latencyOf(samples.filter(([at]) => at >= idleUntil - idleMs && at < idleUntil)),
      during: latencyOf(samples.filter(([at]) => at >= job.startedAt && at < job.endedAt)),
    };
  });

function latencyOf(samples: readonly (readonly [at: number, ms: number])[]): Latency {
  const taken = samples.map(([, ms]) => ms);
  const at = (percent: number) => rounded(percentile(taken, percent), 1);
  return { p50: at(50), p99: at(99), max: at(100), writes: taken.length };
}
