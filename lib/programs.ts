import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';

/**
 * A name for this program that others on this machine can look up: boot, namespace of processes, process, and when it
 * began. Where the system does not tell, it is one nobody knows.
 */
export const ownProgram: string = nameOf(process.pid) ?? randomUUID();

/**
 * Whether the program of that name has ended for certain. Of another machine, or another container, nobody here can
 * tell: false.
 */
export function isGone(name: string): boolean {
  const [boot, namespace, pid] = name.split(' ');
  const [ownBoot, ownNamespace] = ownProgram.split(' ');
  if (pid === undefined || boot !== ownBoot || namespace !== ownNamespace) return false;
  return nameOf(Number(pid)) !== name;
}

function nameOf(pid: number): string | null {
  const place = placeOf();
  const begun = place === null ? null : begunOf(pid);
  return place === null || begun === null ? null : `${place} ${pid} ${begun}`;
}

function placeOf(): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return null;
  }
}

/** In ticks since the machine started. Null: there is no such process, or what is left of it waits to be buried. */
function begunOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program, in brackets, may hold anything.
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? null : (rest[18] ?? null);
  } catch {
    return null;
  }
}
