import { createHash } from 'node:crypto';
import { z } from 'zod';
import { dayMs, minuteMs } from '#lib/clock.ts';
import { lengthPrefixed } from '#lib/vault/aead.ts';
import type { Binding } from '#lib/vault/seal.ts';
import type { Asked, KeptAnswer } from './schema.ts';

/** An answer is given again for so long. */
export const keptMs = dayMs;

/** Longer than the slowest request; whoever was killed in the middle of one keeps its key no longer than this. */
export const workMs = 5 * minuteMs;

export const requestHash = ({ method, path, body }: Asked): string =>
  createHash('sha256')
    .update(lengthPrefixed([method, path, body]))
    .digest('hex');

interface Place {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly keyId: string;
  readonly idempotencyKey: string;
}

/** An answer opens only as that of this key to this request. */
export const answerBinding = ({ tenantId, workspaceId, keyId, idempotencyKey }: Place): Binding => ({
  tenantId,
  workspaceId,
  credentialId: `${keyId}/${idempotencyKey}`,
  field: 'answer',
  version: 0,
  audience: [],
});

const kept = z.object({ status: z.int(), headers: z.record(z.string(), z.string()), body: z.string() });

export const encodeAnswer = (answer: KeptAnswer): Buffer => Buffer.from(JSON.stringify(answer));

export const decodeAnswer = (bytes: Buffer): KeptAnswer => kept.parse(JSON.parse(bytes.toString('utf8')));
