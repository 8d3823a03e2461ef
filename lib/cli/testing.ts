import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { minuteMs } from '#lib/clock.ts';
import { environmentWith } from '#lib/testing.ts';

export interface Ended {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Typed {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

/** A folder of its own in which commands are typed, by somebody who has signed in nowhere. */
export function startTerminal() {
  const folder = mkdtempSync(join(tmpdir(), 'keyhaven-cli-'));
  return {
    folder,
    /** The command as it is typed, in a process of its own. */
    keyhaven: (words: readonly string[], given: Typed = {}): Promise<Ended> => {
      const env = environmentWith({ XDG_CONFIG_HOME: folder, INIT_CWD: folder, NODE_OPTIONS: '', ...given.env });
      return ran(process.execPath, ['scripts/keyhaven.ts', ...words], { env }, given.stdin);
    },
    close: () => rmSync(folder, { recursive: true }),
  };
}

/** What a program said, and how it ended: by itself or, where it hangs, killed after a minute, with no exit code. */
export function ran(
  program: string,
  words: readonly string[],
  where: { readonly env: NodeJS.ProcessEnv; readonly cwd?: string; readonly timeout?: number },
  stdin = '',
): Promise<Ended> {
  const child = spawn(program, words, { timeout: minuteMs, killSignal: 'SIGKILL', ...where });
  child.stdin.end(stdin);
  const texts = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (texts.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (texts.err += chunk.toString()));
  return new Promise((resolve) => child.once('close', (exit) => resolve({ exit, ...texts })));
}
