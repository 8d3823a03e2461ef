import type { ChildProcess } from 'node:child_process';
import { getPriority, setPriority } from 'node:os';
import { nextProgram } from './build.ts';

/** One helper of V8 beside it: four collect garbage on every processor there is, for milliseconds in which nobody else is on. */
const helpers = '--v8-pool-size=1';
const stepsBack = 10;
const lowest = 19;

interface Place {
  readonly port: number;
  readonly bind: string;
}

const at = ({ port, bind }: Place): readonly string[] => ['-p', String(port), '-H', bind];

/** While somebody works on it. */
export const devWords = (place: Place): readonly string[] => [nextProgram, 'dev', ...at(place)];

/** With a certificate it answers by TLS itself. */
export const webWords = ({ hasCertificate, ...place }: Place & { readonly hasCertificate: boolean }) => [
  helpers,
  ...(hasCertificate ? ['scripts/web-tls.ts'] : [nextProgram, 'start', ...at(place)]),
];

/**
 * Where both want the processor the dashboard comes after the engine: a flow waits for its token, and a person sees nothing
 * of some milliseconds of a page. To be called as soon as it has begun, as its threads take after it.
 */
export function stepBack({ pid }: ChildProcess): void {
  if (pid !== undefined) setPriority(pid, Math.min(getPriority() + stepsBack, lowest));
}
