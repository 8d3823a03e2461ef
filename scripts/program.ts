import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

const backoffMsMin = 500;
const backoffMsMax = 30_000;
/** A program that ran this long did not fail at its start. */
const settledMs = 60_000;
const stopMsMax = 30_000;
const linesKept = 30;

/** One of our programs: started, its lines forwarded, started again when it ends, stopped with us. */
export class Program {
  readonly #name: string;
  readonly #words: readonly string[];
  readonly #env: Record<string, string>;
  readonly #onStart: ((child: ChildProcess) => void) | undefined;
  #child: ChildProcess | null = null;
  #timer: NodeJS.Timeout | null = null;
  #backoffMs = backoffMsMin;
  #isStopping = false;
  /** What was said before it was ready: shown only if it never gets there. */
  #held: string[] | null = [];

  /** @param onStart called with each child, as soon as it is there */
  constructor(
    name: string,
    words: readonly string[],
    env: Record<string, string>,
    onStart?: (child: ChildProcess) => void,
  ) {
    this.#name = name;
    this.#words = words;
    this.#env = env;
    this.#onStart = onStart;
  }

  get isRunning(): boolean {
    return this.#child !== null;
  }

  start(): void {
    const startedAt = performance.now();
    const child = spawn(process.execPath, this.#words, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...this.#env },
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => this.#say(line));
    }
    child.once('error', (error) => this.#say(error.message));
    child.once('close', (code, signal) => {
      this.#child = null;
      if (!this.#isStopping) this.#startAgain(performance.now() - startedAt, signal ?? `code ${code}`);
    });
    this.#onStart?.(child);
  }

  /** From here on its lines are forwarded as they come. */
  ready(): void {
    this.#held = null;
  }

  get lastLines(): string {
    return this.#held?.join('\n') ?? '';
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    if (this.#timer) clearTimeout(this.#timer);
    const child = this.#child;
    if (!child) return;
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
    child.kill('SIGTERM');
    const impatience = setTimeout(() => child.kill('SIGKILL'), stopMsMax);
    await ended;
    clearTimeout(impatience);
  }

  #say(line: string): void {
    if (!this.#held) process.stdout.write(`${line}\n`);
    else this.#held = [...this.#held, line].slice(-linesKept);
  }

  #startAgain(ranMs: number, how: string): void {
    if (ranMs > settledMs) this.#backoffMs = backoffMsMin;
    process.stderr.write(`${this.#name} ended (${how}); it starts again in ${this.#backoffMs / 1000} s\n`);
    this.#timer = setTimeout(() => this.start(), this.#backoffMs);
    this.#backoffMs = Math.min(this.#backoffMs * 2, backoffMsMax);
  }
}
