import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '#lib/errors.ts';
import { log } from '#lib/log.ts';
import { isBusy, type Connection } from './connection.ts';

/** One closure, made ready to run inside the open transaction. Never rejects: a failure is part of its outcome. */
export interface Job {
  run(): Promise<JobOutcome>;
  succeed(): void;
  fail(error: unknown): void;
}

export type JobOutcome = { readonly ok: true } | { readonly ok: false; readonly error: unknown };

const groupMax = 64;
const groupMsMax = 5;
/** How long another process may keep the database before a write gives up. Its groups take milliseconds. */
const busyMsMax = 10_000;

/**
 * Group commit. Callers queue closures; one committer runs them in turn, each in a savepoint of one transaction, makes
 * one durable COMMIT for all, and only then tells them. So the cost of reaching the disk is shared, and an error undoes
 * nothing but its own savepoint.
 */
export class Committer {
  readonly #writer: Connection;
  readonly #queue: Job[] = [];
  #working: Promise<void> | null = null;

  constructor(writer: Connection) {
    this.#writer = writer;
  }

  add(job: Job): void {
    this.#queue.push(job);
    this.#working ??= this.#work();
  }

  /** Resolves when nothing is queued any more. */
  async drain(): Promise<void> {
    while (this.#working) await this.#working;
  }

  async #work(): Promise<void> {
    do {
      await this.#gather();
      const group: { job: Job; outcome: JobOutcome }[] = [];
      try {
        await this.#begin();
        await this.#runGroup(group);
        this.#writer.exec('commit');
      } catch (error) {
        this.#abandon(group, error);
        continue;
      }
      for (const { job, outcome } of group) {
        if (outcome.ok) job.succeed();
        else job.fail(outcome.error);
      }
    } while (this.#queue.length > 0);
    this.#working = null;
  }

  /** A turn of the event loop lets the requests that are already here join the group. While some do, there may be more. */
  async #gather(): Promise<void> {
    const startedAt = performance.now();
    for (let before = 0; before < this.#queue.length && before < groupMax;) {
      before = this.#queue.length;
      await nextTurn();
      if (performance.now() - startedAt > groupMsMax) return;
    }
  }

  async #begin(): Promise<void> {
    const giveUpAt = performance.now() + busyMsMax;
    for (;;) {
      try {
        this.#writer.exec('begin immediate');
        return;
      } catch (error) {
        if (!isBusy(error)) throw error;
        if (performance.now() > giveUpAt) throw new AppError('BUSY', 'The database is busy.', {}, { cause: error });
        await sleep(1 + Math.random() * 4);
      }
    }
  }

  async #runGroup(group: { job: Job; outcome: JobOutcome }[]): Promise<void> {
    const startedAt = performance.now();
    while (group.length < groupMax && performance.now() - startedAt < groupMsMax) {
      const job = this.#queue.shift();
      if (!job) return;
      const entry: { job: Job; outcome: JobOutcome } = { job, outcome: { ok: false, error: undefined } };
      group.push(entry);
      this.#writer.exec('savepoint closure');
      entry.outcome = await job.run();
      // A full disk makes SQLite roll the whole transaction back by itself; then nobody in the group has anything.
      if (!this.#writer.inTransaction)
        throw entry.outcome.ok ? new Error('The transaction was lost.') : entry.outcome.error;
      this.#writer.exec(entry.outcome.ok ? 'release closure' : 'rollback to closure; release closure');
    }
  }

  /** Nothing of the group is stored. Without one, BEGIN itself failed, and everybody who waits hears of it. */
  #abandon(group: readonly { job: Job }[], error: unknown): void {
    log.error({ err: error, closures: group.length }, 'commit failed');
    const jobs = group.length > 0 ? group.map((entry) => entry.job) : this.#queue.splice(0);
    for (const job of jobs) job.fail(error);
    try {
      if (this.#writer.inTransaction) this.#writer.exec('rollback');
    } catch (rollbackError) {
      // The next BEGIN says whether the connection still serves; those who wait must not wait for ever.
      log.error({ err: rollbackError }, 'rollback failed');
    }
  }
}
