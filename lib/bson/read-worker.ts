import { once } from 'node:events';
import { parentPort, type MessagePort } from 'node:worker_threads';
import { isAppError } from '#lib/errors.ts';
import { inspect, openFlows, openItems, openOrigin } from './read.ts';
import type { ByteSource } from './reader.ts';
import type { Batch, Failed, Finished, Hiring, Job, Question, ReadyUnlock, Reply } from './worker-messages.ts';

/*
 * The thread in which foreign files are read. It has the bytes of one file and the key of that file, no environment, no
 * database; what it needs it asks for. Started by `worker-pool.ts`, which bounds its memory.
 */

type Ask = (question: Question) => Promise<Reply>;

/** Items handed over at once; those of one chunk go together anyway. */
const batchItemsMax = 128;

parentPort?.on('message', ({ job, port }: Hiring) => void serve(job, port));

async function serve(job: Job, port: MessagePort): Promise<void> {
  const hungUp = new AbortController();
  port.once('close', () => hungUp.abort());
  const ask: Ask = async (question) => {
    const heard = once(port, 'message', { signal: hungUp.signal });
    port.postMessage(question);
    const [reply]: Reply[] = await heard;
    return reply ?? null;
  };
  port.postMessage(await work(job, ask).catch(failed));
}

async function work(job: Job, ask: Ask): Promise<Finished> {
  if (job.kind === 'inspect') {
    return { kind: 'inspected', inspection: await inspect(chunks(ask), job.itemsMax, job.expected) };
  }
  const unlock = own(job.unlock);
  try {
    if (job.kind === 'origin') return { kind: 'origin', origin: await openOrigin(chunks(ask), unlock) };
    if (job.kind === 'items')
      await handOver(
        ask,
        (source) => openItems(source, unlock),
        (items) => ({ kind: 'items', items }),
      );
    else
      await handOver(
        ask,
        (source) => openFlows(source, unlock),
        (items) => ({ kind: 'flows', items }),
      );
    return { kind: 'end' };
  } finally {
    if (unlock.kind === 'fileKey') unlock.fileKey.fill(0);
  }
}

/** A message carries plain bytes, never a Buffer. */
const own = (unlock: ReadyUnlock): ReadyUnlock =>
  unlock.kind === 'plain' ? unlock : { kind: 'fileKey', fileKey: Buffer.from(unlock.fileKey.buffer) };

async function* chunks(ask: Ask, before?: () => Promise<void>): AsyncGenerator<Uint8Array> {
  for (;;) {
    await before?.();
    const bytes = await ask({ kind: 'chunk' });
    if (bytes === null) return;
    yield bytes;
  }
}

/** Whatever a chunk gave is handed over before the next is asked for: no more than a chunk of items waits here. */
async function handOver<T>(
  ask: Ask,
  open: (source: ByteSource) => AsyncGenerator<T>,
  batchOf: (items: readonly T[]) => Batch,
): Promise<void> {
  let batch: T[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    const items = batch;
    batch = [];
    await ask(batchOf(items));
  };
  for await (const opened of open(chunks(ask, flush))) {
    batch.push(opened);
    if (batch.length >= batchItemsMax) await flush();
  }
  await flush();
}

function failed(error: unknown): Failed {
  if (!isAppError(error)) return { kind: 'broken', error };
  const { code, message, detail } = error;
  return { kind: 'refused', code, message, detail };
}
