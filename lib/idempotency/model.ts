import { z } from 'zod';
import { dayMs, minuteMs } from '#lib/clock.ts';
import { deriveKey, lengthPrefixed } from '#lib/vault/aead.ts';
import type { Binding } from '#lib/vault/seal.ts';
import { mac } from '#lib/vault/signing.ts';
import type { Asked, KeptAnswer } from './schema.ts';

/** An answer is given again for so long. */
export const keptMs = dayMs;

/** Longer than the slowest request; whoever was killed in the middle of one keeps its key no longer than this. */
export const workMs = 5 * minuteMs;

/**
 * Tells that the same request was sent again, to whoever has the data key of the tenant. Bodies hold passwords: nobody else
 * can try which one it was.
 */
export const requestHash = (dataKey: Uint8Array, { method, path, body }: Asked): string =>
  mac(deriveKey(dataKey, 'idempotency'), lengthPrefixed([method, path, body])).toString('hex');

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
