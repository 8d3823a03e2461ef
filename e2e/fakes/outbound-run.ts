import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { OutboundRequest } from '#lib/outbound/connector.ts';

export interface Script {
  readonly allow: readonly string[];
  readonly calls: readonly OutboundRequest[];
}

/** What became of one call: an answer, or an error with its code. */
export interface Outcome {
  readonly elapsedMs: number;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly url?: string;
  readonly code?: string;
  readonly message?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

export interface Report {
  readonly outcomes: readonly Outcome[];
  /** Names that were looked up, in order. */
  readonly lookups: readonly string[];
  /** `address:port` of every socket that was opened, in order. */
  readonly connects: readonly string[];
}

/** Runs calls through the connector in a child whose environment has the fakes in it. */
export async function runOutbound(script: Script, env: Readonly<Record<string, string>>): Promise<Report> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('outbound-child.ts', import.meta.url))], {
    env: { PATH: process.env['PATH'], NODE_ENV: 'test', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(JSON.stringify(script));
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (output === '') throw new Error(`The child said nothing but: ${errors}`);
  return JSON.parse(output) as Report;
}
