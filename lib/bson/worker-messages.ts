import type { MessagePort } from 'node:worker_threads';
import type { ErrorCode, ErrorDetail } from '#lib/errors.ts';
import type { Origin, ResourceType } from './container.ts';
import type { Inspection, OpenedFlow, OpenedItem } from './read.ts';
import type { Unlock } from './unlock.ts';

/*
 * What the two sides of the reading thread say. The thread asks, one question at a time, until it has an outcome; each
 * job has a port of its own, so nothing of one file is heard by the next.
 */

/** What opens a file without asking anybody: a passphrase is stretched, a wrapped key unwrapped, before. */
export type ReadyUnlock = Extract<Unlock, { kind: 'fileKey' | 'plain' }>;

export type Job =
  | { readonly kind: 'inspect'; readonly itemsMax: number; readonly expected: ResourceType }
  | { readonly kind: 'items' | 'flows'; readonly unlock: ReadyUnlock }
  | { readonly kind: 'origin'; readonly unlock: ReadyUnlock };

export interface Hiring {
  readonly job: Job;
  readonly port: MessagePort;
}

export type Question =
  /** The reply is the next bytes of the file, or null at its end. */
  | { readonly kind: 'chunk' }
  /** The reply is null, once they have been taken. */
  | Batch;

export type Batch =
  | { readonly kind: 'items'; readonly items: readonly OpenedItem[] }
  | { readonly kind: 'flows'; readonly items: readonly OpenedFlow[] };

export type Reply = Uint8Array<ArrayBuffer> | null;

export type Finished =
  | { readonly kind: 'inspected'; readonly inspection: Inspection }
  | { readonly kind: 'origin'; readonly origin: Origin | null }
  /** All items have been handed over, and the file is whole. */
  | { readonly kind: 'end' };

export type Failed =
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly message: string; readonly detail: ErrorDetail }
  /** An accident of the code. */
  | { readonly kind: 'broken'; readonly error: unknown };

export type Said = Question | Finished | Failed;
