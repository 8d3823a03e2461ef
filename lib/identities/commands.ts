import { isUniqueViolation, transact, type Tx } from '#db/client.ts';
import { identityKeys } from '#db/schema/identities.ts';
import { tenantRecorder } from '#lib/audit/commands.ts';
import { authorise, type Ctx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { keyring } from '#lib/keys/queries.ts';
import { stepUp } from '#lib/users/commands.ts';
import type { DataKey } from '#lib/vault/keyring.ts';
import { sealWith } from '#lib/vault/seal.ts';
import { fingerprint } from '#lib/vault/signing.ts';
import { keyWords, newKeyPair, privateKeyBinding } from './model.ts';
import { currentRow } from './queries.ts';
import { keyKinds, type KeyDto, type KeyKind, type RotateInput } from './schema.ts';

type Insert = (tx: Tx, now: number) => Promise<KeyDto>;

/** The first signing key and the first receiving key of a tenant that is about to be inserted. */
export function prepareIdentity(tenantId: string, createdBy: string, dataKey: DataKey) {
  const inserts = keyKinds.map((kind) => prepareKey({ tenantId, kind, version: 1 }, createdBy, dataKey));
  return async (tx: Tx, now: number): Promise<void> => {
    for (const insert of inserts) await insert(tx, now);
  };
}

/**
 * Another key in place of the current one. Those before it stay: a former receiving key opens what was sealed to it, a
 * former signing key is recognised as one's own.
 */
export async function rotateKey(ctx: Ctx, { kind, fingerprint: seen, password }: RotateInput): Promise<KeyDto> {
  authorise(ctx, 'key.rotate');
  await stepUp(ctx, password);
  const current = await currentRow(ctx.tenantId, kind);
  if (current.fingerprint !== seen) throw rotatedMeanwhile();
  const dataKey = await (await keyring()).current(ctx.tenantId);
  const place = { tenantId: ctx.tenantId, kind, version: current.version + 1 };
  const insert = prepareKey(place, ctx.actor.label, dataKey);
  const record = await tenantRecorder(ctx);
  try {
    return await transact(async (tx, now) => {
      const made = await insert(tx, now);
      await record(tx, now, {
        action: 'key.rotated',
        targetKind: 'key',
        targetId: made.fingerprint,
        targetLabel: keyWords[kind],
        detail: { from: seen, to: made.fingerprint },
      });
      return made;
    });
  } catch (error) {
    throw isUniqueViolation(error) ? rotatedMeanwhile(error) : error;
  }
}

const rotatedMeanwhile = (cause?: unknown): AppError =>
  new AppError('CHANGED_MEANWHILE', 'Somebody rotated this key just now. Look at the new one first.', {}, { cause });

/** Made and sealed before the transaction. Two of one version: the second is refused by the primary key. */
function prepareKey(
  place: { tenantId: string; kind: KeyKind; version: number },
  createdBy: string,
  dataKey: DataKey,
): Insert {
  const { publicKey, privateKey } = newKeyPair(place.kind);
  const sealedPrivateKey = sealWith(dataKey, privateKeyBinding(place), privateKey);
  privateKey.fill(0);
  const row = { ...place, fingerprint: fingerprint(publicKey), publicKey, sealedPrivateKey, createdBy };
  return async (tx, now) => {
    await tx.insert(identityKeys).values({ ...row, createdAt: now });
    return { version: row.version, fingerprint: row.fingerprint, createdAt: now, createdBy };
  };
}
