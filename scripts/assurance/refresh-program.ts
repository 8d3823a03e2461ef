/** A program that refreshes tokens, for tests that run several of them, and kill them. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import type { Answer, Order } from './refresh-worker.ts';

type Given = Order extends infer O ? (O extends Order ? Omit<O, 'n' | 'ctx'> : never) : never;

/** Compiled once for all of them: half of what it takes to begin. */
const compileCache = mkdtempSync(join(tmpdir(), 'keyhaven-refresh-'));

export class RefreshProgram {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: Answer | null) => void>();
  #asked = 0;
  readonly ready: Promise<unknown>;
  readonly ended: Promise<unknown>;

  /** @param wrapper what the program is started with: `faketime -f …` */
  constructor(more: Readonly<Record<string, string>> = {}, wrapper: readonly string[] = []) {
    const env = { ...process.env, NODE_COMPILE_CACHE: compileCache, LOG_LEVEL: 'silent', ...more };
    const file = join(import.meta.dirname, 'refresh-worker.ts');
    const [command, ...words] = [...wrapper, process.execPath, file];
    this.#child = spawn(command, words, { env, stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child.stdin?.on('error', () => undefined);
    this.ended = once(this.#child, 'close').then(() => {
      for (const settle of this.#waiting.values()) settle(null);
    });
    const lines = createInterface({ input: this.#child.stdout ?? process.stdin });
    this.ready = Promise.race([once(lines, 'line'), this.ended]);
    lines.on('line', (line) => this.#hear(line));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  #hear(line: string): void {
    if (line === 'ready') return;
    const answer = JSON.parse(line) as Answer;
    this.#waiting.get(answer.n)?.(answer);
    this.#waiting.delete(answer.n);
  }

  /** What became of it. Null: the program has ended before it could say. */
  async ask(ctx: WorkspaceCtx, given: Given): Promise<Answer | null> {
    await this.ready;
    this.#asked += 1;
    const n = this.#asked;
    const answer = new Promise<Answer | null>((resolve) => void this.#waiting.set(n, resolve));
    this.#child.stdin?.write(`${JSON.stringify({ ...given, n, ctx })}\n`);
    return answer;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }
}
