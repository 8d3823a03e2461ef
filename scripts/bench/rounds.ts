/** Floor and product in turn, each in a child of its own on a fresh copy of the same folder. */
import { z } from 'zod';
import { startChild, withCopy } from './children.ts';
import type { Measured } from './measure.ts';

export interface Pair {
  readonly floor: Measured;
  readonly product: Measured;
}

const measuredShape = z.object({
  ms: z.number(),
  cpuMs: z.number(),
  extraMebibytes: z.number(),
  startedAt: z.number(),
  endedAt: z.number(),
  phases: z.record(z.string(), z.number()),
}) satisfies z.ZodType<Measured>;

export const measure = async (program: string, folder: string): Promise<Measured> =>
  measuredShape.parse(await startChild(program, folder).result);

/** The first pair warms the machine's caches and is not counted. */
export async function runPairs(name: string, template: string, rounds: number): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const floor = await withCopy(template, (folder) => measure(`${name}-floor`, folder));
    const product = await withCopy(template, (folder) => measure(`${name}-product`, folder));
    if (round > 0) pairs.push({ floor, product });
    console.error(`${round === 0 ? 'warm-up' : `round ${round}`}: ${line(floor, product)}`);
  }
  return pairs;
}

function line(floor: Measured, product: Measured): string {
  const phases = Object.entries(product.phases).map(([name, ms]) => `${name} ${ms}`);
  const parts = phases.length > 0 ? ` (${phases.join(', ')})` : '';
  const ratio = (product.ms / floor.ms).toFixed(2);
  return `floor ${floor.ms} ms, product ${product.ms} ms${parts}, ratio ${ratio}, extra ${product.extraMebibytes} MiB`;
}
