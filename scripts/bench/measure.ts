import { existsSync, readFileSync } from 'node:fs';

/** A child's measured part: how long it took, and how much memory it took beyond what was there before. */
export interface Measured {
  readonly ms: number;
  /** Of the processor, in all threads: what a busy machine does to the clock it does not do to this. */
  readonly cpuMs: number;
  readonly extraMebibytes: number;
  /** When it ran, by the clock of this machine. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** Parts of it, in milliseconds, where they are told. */
  readonly phases: Readonly<Record<string, number>>;
}

export type Phase = <T>(name: string, work: () => Promise<T>) => Promise<T>;

const mebibyte = 1024 * 1024;

/** Runs the work once and says its figures as a line of JSON. */
export async function measured(work: (phase: Phase) => Promise<void>): Promise<void> {
  const phases: Record<string, number> = {};
  const phase: Phase = async (name, work) => {
    const from = performance.now();
    const result = await work();
    phases[name] = Math.round(performance.now() - from);
    return result;
  };
  const startedAt = Date.now();
  const before = process.memoryUsage.rss();
  const from = performance.now();
  const cpuFrom = process.cpuUsage();
  await work(phase);
  const ms = Math.round(performance.now() - from);
  const { user, system } = process.cpuUsage(cpuFrom);
  const cpuMs = Math.round((user + system) / 1_000);
  const extraMebibytes = Math.max(0, Math.round((peakBytes() - before) / mebibyte));
  const said: Measured = { ms, cpuMs, extraMebibytes, startedAt, endedAt: Date.now(), phases };
  console.log(JSON.stringify(said));
}

/** The kernel's own high-water mark: no peak falls between two looks. */
function peakBytes(): number {
  const file = '/proc/self/status';
  const line = existsSync(file) ? /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(file, 'utf8')) : null;
  return (line ? Number(line[1]) : process.resourceUsage().maxRSS) * 1024;
}
