import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { minuteMs, secondMs } from '#lib/clock.ts';
import { AppError } from '#lib/errors.ts';
import type { Header, Origin, ResourceType } from './container.ts';
import { documentsMax } from './limits.ts';
import type { Inspection, OpenedFlow, OpenedItem } from './read.ts';
import type { ByteSource } from './reader.ts';
import type { Batch, Finished, Hiring, Job, ReadyUnlock, Reply, Said } from './worker-messages.ts';
import { createPool, tooMuch, type Pool, type PoolLimits, type Thread } from './worker-pool.ts';

/*
 * `read.ts` in a thread with bounded memory and time: whatever a file does there, this process goes on. Bytes go over a
 * chunk at a time when the thread asks, items come back in batches, and neither side runs ahead of the other.
 */

export interface ReadingLimits extends PoolLimits {
  /** What one look over a file may take of a thread, milliseconds; waiting for whoever takes what it finds is not counted. */
  readonly deadlineMs: number;
  /** The same for handing over every item of it. The clock runs while this process is busy with something else, too. */
  readonly itemsDeadlineMs: number;
}

export const readingLimits: ReadingLimits = {
  threadsMax: 2,
  waitingMax: 16,
  ownWaitingMax: 8,
  heapMebibytes: 96,
  idleMs: 10 * secondMs,
  deadlineMs: 30 * secondMs,
  itemsDeadlineMs: 5 * minuteMs,
};

/** The functions of `read.ts`: the same values, the same errors, and IMP-111 and BUSY. */
export interface FileReading {
  readonly inspect: (source: ByteSource, itemsMax?: number, expected?: ResourceType) => Promise<Inspection>;
  readonly openItems: (source: ByteSource, unlock: ReadyUnlock) => AsyncGenerator<OpenedItem>;
  readonly openFlows: (source: ByteSource, unlock: ReadyUnlock) => AsyncGenerator<OpenedFlow>;
  readonly openOrigin: (source: ByteSource, unlock: ReadyUnlock) => Promise<Origin | null>;
}

/**
 * @returns the reading of one owner, a tenant; all of them share the threads, and none takes them from the others
 * @throws AppError IMP-111 when a file takes more memory or time than `limits`, BUSY when too many wait.
 */
export function createFileReading(limits: ReadingLimits): (owner: string) => FileReading {
  const pool = createPool(limits);
  const deadlineOf = ({ kind }: Job) =>
    kind === 'items' || kind === 'flows' ? limits.itemsDeadlineMs : limits.deadlineMs;
  return (owner) => readingOf((job, source) => inThread(pool, { owner, deadlineMs: deadlineOf(job) }, job, source));
}

function readingOf(run: (job: Job, source: ByteSource) => Conversation): FileReading {
  async function inspect(
    source: ByteSource,
    itemsMax = documentsMax,
    expected: ResourceType = 'credential',
  ): Promise<Inspection> {
    const finished = await lastOf(run({ kind: 'inspect', itemsMax, expected }, source));
    return finished.kind === 'inspected' ? withBuffers(finished.inspection) : unexpected(finished);
  }

  async function* openItems(source: ByteSource, unlock: ReadyUnlock): AsyncGenerator<OpenedItem> {
    for await (const batch of run({ kind: 'items', unlock }, source)) if (batch.kind === 'items') yield* batch.items;
  }

  async function* openFlows(source: ByteSource, unlock: ReadyUnlock): AsyncGenerator<OpenedFlow> {
    for await (const batch of run({ kind: 'flows', unlock }, source)) if (batch.kind === 'flows') yield* batch.items;
  }

  async function openOrigin(source: ByteSource, unlock: ReadyUnlock): Promise<Origin | null> {
    const finished = await lastOf(run({ kind: 'origin', unlock }, source));
    return finished.kind === 'origin' ? finished.origin : unexpected(finished);
  }

  return { inspect, openItems, openFlows, openOrigin };
}

type Conversation = AsyncGenerator<Batch, Finished>;

interface Terms {
  readonly owner: string;
  readonly deadlineMs: number;
}

async function* inThread(pool: Pool, { owner, deadlineMs }: Terms, job: Job, source: ByteSource): Conversation {
  const thread = await pool.take(owner);
  const watch = createStopwatch(deadlineMs);
  try {
    return yield* converse(thread, AbortSignal.any([thread.ended, watch.late]), { job, source, watch });
  } catch (error) {
    if (thread.ended.aborted) throw thread.ended.reason;
    throw watch.late.aborted ? tooMuch() : error;
  } finally {
    watch.stop();
    pool.give(owner, thread, watch.late.aborted);
  }
}

/** Runs while the thread works, and stands while we do. */
interface Stopwatch {
  readonly late: AbortSignal;
  start(): void;
  stop(): void;
}

function createStopwatch(limitMs: number): Stopwatch {
  const controller = new AbortController();
  let leftMs = limitMs;
  let startedAt = 0;
  let timer: NodeJS.Timeout | undefined;
  return {
    late: controller.signal,
    start() {
      startedAt = performance.now();
      timer = setTimeout(() => controller.abort(), leftMs);
    },
    stop() {
      if (timer === undefined) return;
      clearTimeout(timer);
      timer = undefined;
      leftMs = Math.max(leftMs - (performance.now() - startedAt), 0);
    },
  };
}

interface Talk {
  readonly job: Job;
  readonly source: ByteSource;
  readonly watch: Stopwatch;
}

async function* converse({ worker }: Thread, stop: AbortSignal, { job, source, watch }: Talk): Conversation {
  const { port1: port, port2 } = new MessageChannel();
  const bytes = source[Symbol.asyncIterator]();
  const answerTo = async (say: () => void): Promise<Said> => {
    const heard = once(port, 'message', { signal: stop });
    watch.start();
    say();
    const [said]: Said[] = await heard;
    watch.stop();
    return said ?? { kind: 'broken', error: new Error('The thread said nothing.') };
  };
  const reply = (value: Reply) => answerTo(() => port.postMessage(value, value === null ? [] : [value.buffer]));
  try {
    let said = await answerTo(() => worker.postMessage({ job: sendable(job), port: port2 } satisfies Hiring, [port2]));
    for (;;) {
      if (said.kind === 'items' || said.kind === 'flows') {
        yield said;
        said = await reply(null);
      } else if (said.kind === 'chunk') {
        said = await reply(copyOf(await bytes.next()));
      } else if (said.kind === 'refused') {
        throw new AppError(said.code, said.message, said.detail);
      } else if (said.kind === 'broken') {
        throw said.error;
      } else {
        return said;
      }
    }
  } finally {
    port.close();
    await bytes.return?.();
  }
}

/** Bytes of their own: a view would take along the whole memory it lies in, which other things share. */
const copyOf = (result: IteratorResult<Uint8Array, unknown>): Reply =>
  result.done === true ? null : new Uint8Array(result.value);

const sendable = (job: Job): Job =>
  job.kind === 'inspect' || job.unlock.kind === 'plain'
    ? job
    : { kind: job.kind, unlock: { kind: 'fileKey', fileKey: unpooled(job.unlock.fileKey) } };

function unpooled(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(copy);
  return copy;
}

async function lastOf(conversation: Conversation): Promise<Finished> {
  for (;;) {
    const { done, value } = await conversation.next();
    if (done === true) return value;
  }
}

function unexpected(finished: Finished): never {
  throw new Error(`The thread that reads files answered "${finished.kind}" to another question.`);
}

/** A message carries plain bytes where the thread had a Buffer. */
function withBuffers(inspection: Inspection): Inspection {
  if (inspection.kind === 'plain') return inspection;
  const { header, signer } = inspection;
  return {
    ...inspection,
    header: { ...header, signer: { publicKey: Buffer.from(header.signer.publicKey) }, sealing: sealingOf(header) },
    signer: { ...signer, publicKey: Buffer.from(signer.publicKey) },
  };
}

function sealingOf({ sealing }: Header): Header['sealing'] {
  const wrapped = Buffer.from(sealing.wrapped);
  if (sealing.kind === 'passphrase') return { ...sealing, wrapped, salt: Buffer.from(sealing.salt) };
  if (sealing.kind === 'recipient') return { ...sealing, wrapped, ephemeral: Buffer.from(sealing.ephemeral) };
  return { ...sealing, wrapped };
}

/** What the product reads files with. */
export const inWorker = createFileReading(readingLimits);
