/** Kills a program with SIGKILL at random moments until its work is done. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface Killing {
  readonly killsMax: number;
  readonly random: () => number;
  /** A program lives at the most this long, in milliseconds; longer while it gets nowhere. */
  readonly spanMs: number;
  /** After each kill, before the next program starts. Answers how far the work is. */
  readonly afterKill: () => Promise<string>;
}

/** Answers how often it was killed. The last program, which is let alone, ends by itself. */
export async function runKilled({ killsMax, random, spanMs, afterKill }: Killing): Promise<number> {
  let kills = 0;
  let [reached, stuck] = ['', 0];
  for (let worker = startWorker(); ;) {
    if (kills === killsMax) {
      await worker.run();
      return kills;
    }
    // Loads while the one before it works.
    const next = startWorker();
    const isKilled = await worker.runOrDie(random() * spanMs * 2 ** stuck);
    if (!isKilled) {
      await next.kill();
      return kills;
    }
    kills += 1;
    const border = await afterKill();
    stuck = border === reached ? stuck + 1 : 0;
    reached = border;
    worker = next;
  }
}

function startWorker() {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'import-child.ts')]);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (said += text));
  const loaded = Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  const ended = new Promise<NodeJS.Signals | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0 || signal === 'SIGKILL') resolve(signal);
      else reject(new Error(`The program ended with ${signal ?? code}: ${said}`));
    });
  });
  const run = async (): Promise<NodeJS.Signals | null> => {
    await loaded;
    child.stdin.on('error', () => undefined).write('go\n');
    return ended;
  };
  return {
    run,
    /** Whether it was killed; false when it was done before. */
    async runOrDie(ms: number): Promise<boolean> {
      const running = run();
      await loaded;
      await Promise.race([pause(ms), running]);
      child.kill('SIGKILL');
      return (await running) !== null;
    },
    async kill(): Promise<void> {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
