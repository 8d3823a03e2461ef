/** Programs that work until they are killed, each loaded while the one before it works, so that a kill costs little. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export class Workers {
  readonly #program: string;
  readonly #cache = mkdtempSync(join(tmpdir(), 'keyhaven-kills-'));
  #next: Worker;

  /** `program`: a file of this folder. */
  constructor(program: string) {
    this.#program = program;
    this.#next = new Worker(program, this.#cache);
  }

  /** Lets one program work: to its end, or until it is killed after so many milliseconds. Answers whether it was. */
  async work(msMax: number | null): Promise<boolean> {
    const worker = this.#next;
    await worker.loaded;
    this.#next = new Worker(this.#program, this.#cache);
    worker.begin();
    if (msMax !== null) {
      await Promise.race([pause(msMax), worker.ended]);
      worker.kill();
    }
    return (await worker.ended) === 'SIGKILL';
  }

  async close(): Promise<void> {
    this.#next.kill();
    await this.#next.ended;
    rmSync(this.#cache, { recursive: true, force: true });
  }
}

class Worker {
  readonly #child: ChildProcess;
  readonly loaded: Promise<unknown>;
  /** The signal that ended it, null when it was done. Rejects with what it said when it failed. */
  readonly ended: Promise<NodeJS.Signals | null>;

  constructor(program: string, compileCache: string) {
    const env = { ...process.env, NODE_COMPILE_CACHE: compileCache };
    const child = spawn(process.execPath, [join(import.meta.dirname, program)], { env });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => void (said += text));
    // A line for one that is gone is lost, and `ended` says so.
    child.stdin.on('error', () => undefined);
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        if (code === 0 || signal === 'SIGKILL') resolve(signal);
        else reject(new Error(`The program ended with ${signal ?? code}: ${said}`));
      });
    });
    this.loaded = Promise.race([once(child.stdout, 'data'), this.ended]);
    this.#child = child;
  }

  begin(): void {
    this.#child.stdin?.write('go\n');
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
