import { fork } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { printable } from '../printable.ts';
import { hostileCases } from './cases.ts';
import type { Report } from './testing.ts';

let report: Report;

/** The process ends by itself: nothing of the reading keeps it. */
function reportOfChild(): Promise<Report> {
  const child = fork(join(import.meta.dirname, 'testing.ts'), [], { execPath: process.execPath, execArgv: [] });
  return new Promise((resolve, reject) => {
    let received: Report | null = null;
    child.once('message', (message: Report) => {
      received = message;
      child.disconnect();
    });
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      code === 0 && received !== null
        ? resolve(received)
        : reject(new Error(`The process ended with ${code ?? signal}.`)),
    );
  });
}

beforeAll(async () => {
  report = await reportOfChild();
}, 240_000);

describe('a hostile file', () => {
  it('is one of forty at the least, each with a name of its own', () => {
    expect(new Set(hostileCases.map(({ name }) => name)).size).toBe(hostileCases.length);
    expect(hostileCases.length).toBeGreaterThanOrEqual(40);
  });

  it.each(hostileCases)('$name: $code', ({ name, code, item }) => {
    const outcome = report.outcomes.find((one) => one.name === name);
    expect(outcome).toMatchObject({ code, ...(item === null ? {} : { item }) });
    expect(outcome?.ms).toBeLessThan(1_000);
    expect(outcome?.message).toMatch(/^[A-Z].{5,239}\.$/u);
    expect(printable(outcome?.message ?? '', 240)).toBe(outcome?.message);
  });

  it('leaves no row, takes little memory, and the next file is imported', () => {
    expect(report.rows).toBe(0);
    expect(report.extraMebibytes).toBeLessThan(150);
    expect(report.createdAfterwards).toBe(1);
  });
});
