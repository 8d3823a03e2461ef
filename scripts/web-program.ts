import type { ChildProcess } from 'node:child_process';
import { getPriority, setPriority } from 'node:os';
import { nextProgram } from './build.ts';

/** V8's four helpers would collect the dashboard's garbage on every processor at once, and the engine wait for milliseconds. */
const oneHelper = '--v8-pool-size=1';
const nicenessSteps = 10;
const nicenessMax = 19;

interface Place {
  readonly port: number;
  readonly bind: string;
}

const at = ({ port, bind }: Place): readonly string[] => ['-p', String(port), '-H', bind];

/** While somebody works on it. */
export const devWords = (place: Place): readonly string[] => [nextProgram, 'dev', ...at(place)];

/** With a certificate it answers by TLS itself. */
export const webWords = ({ hasCertificate, ...place }: Place & { readonly hasCertificate: boolean }) => [
  oneHelper,
  ...(hasCertificate ? ['scripts/web-tls.ts'] : [nextProgram, 'start', ...at(place)]),
];

/**
 * Where both want the processor the dashboard comes after the engine: a flow waits for its token, and a person sees nothing
 * of some milliseconds of a page. To be called as soon as it has begun: only threads that begin later inherit it.
 */
export function stepBack({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, Math.min(getPriority() + nicenessSteps, nicenessMax));
  } catch {
    // Where that is forbidden, or it has ended already: it is no reason not to run.
  }
}
