import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isGone, ownProgram } from './programs.ts';

const parts = (): string[] => ownProgram.replace(/ \d+ \d+$/, '').split(' ');

/** As a program of this machine would call itself. */
function nameOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const begun = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return [...parts(), pid, begun].join(' ');
}

it('knows itself', () => {
  expect(ownProgram).toBe(nameOf(process.pid));
  expect(isGone(ownProgram)).toBe(false);
});

it('knows a program that lives, that stands still, and that was killed', async () => {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  const name = nameOf(child.pid ?? 0);
  expect(isGone(name)).toBe(false);
  child.kill('SIGSTOP');
  expect(isGone(name)).toBe(false);
  child.kill('SIGKILL');
  await once(child, 'close');
  expect(isGone(name)).toBe(true);
});

it('takes another program with the number of one that is gone for another', () => {
  const [boot, namespace] = parts();
  expect(isGone(`${boot} ${namespace} ${process.pid} 1`)).toBe(true);
});

it('cannot tell of another machine, another container, or a name it does not know', () => {
  const [boot, namespace] = parts();
  expect(isGone(`another-boot ${namespace} 999999999 1`)).toBe(false);
  expect(isGone(`${boot} pid:[1] 999999999 1`)).toBe(false);
  expect(isGone('b2a5c6d0-0000-4000-8000-000000000000')).toBe(false);
  expect(isGone('')).toBe(false);
});
