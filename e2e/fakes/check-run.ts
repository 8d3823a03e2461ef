import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Verification } from '#lib/verify/verify.ts';

/** What is typed into the form of an auth method. */
export interface Typed {
  /** Of the component. */
  readonly id: string;
  /** Of the auth method. */
  readonly type: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly secret: Readonly<Record<string, string>>;
}

/** Checks each in a child whose environment has the fakes in it. Throws when a secret is in what was found. */
export async function runChecks(
  typed: readonly Typed[],
  env: Readonly<Record<string, string>>,
): Promise<readonly Verification[]> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('check-child.ts', import.meta.url))], {
    env: { PATH: process.env['PATH'], NODE_ENV: 'test', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(JSON.stringify(typed));
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (output === '') throw new Error(`The child said nothing but: ${errors}`);
  const told = typed.flatMap((one) => Object.values(one.secret)).filter((secret) => output.includes(secret));
  if (told.length > 0) throw new Error(`Secrets are in what was found: ${told.join(', ')}`);
  return JSON.parse(output) as readonly Verification[];
}
