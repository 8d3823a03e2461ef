import { createHash } from 'node:crypto';
import { transact } from '#db/client.ts';
import { recipients } from '#db/schema/recipients.ts';
import { signers } from '#db/schema/signers.ts';
import { dayMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { nameKey } from '#lib/names.ts';
import { fingerprint } from '#lib/vault/signing.ts';
import { privateKeyFrom, publicKeyOf, receivingKeyText } from '#lib/vault/x25519.ts';

/** The same in every sample. */
const keyOf = (name: string): Buffer =>
  publicKeyOf(privateKeyFrom(createHash('sha256').update(`receiving key of ${name}`).digest()));

/** A key somebody has sent and nobody has kept. */
export const sampleKey = receivingKeyText(keyOf('Wide World'));

/** Two tenants that are exported for, two that have been imported from. */
export async function insertSampleKeys(ctx: WorkspaceCtx, now: number): Promise<void> {
  await transact(async (tx) => {
    for (const [name, daysAgo] of [
      ['Contoso', 40],
      ['Adatum, staging', 6],
    ] as const) {
      const publicKey = keyOf(name);
      await tx.insert(recipients).values({
        tenantId: ctx.tenantId,
        fingerprint: fingerprint(publicKey),
        publicKey,
        name,
        nameKey: nameKey(name),
        addedAt: now - daysAgo * dayMs,
        addedBy: 'Jonas Lind',
      });
    }
    for (const [label, daysAgo] of [
      ['Contoso', 38],
      [null, 3],
    ] as const) {
      const publicKey = createHash('sha256').update(`signing key of ${label}`).digest();
      await tx.insert(signers).values({
        tenantId: ctx.tenantId,
        fingerprint: fingerprint(publicKey),
        publicKey,
        pinnedAt: now - daysAgo * dayMs,
        pinnedBy: 'Mara Okafor',
        label,
      });
    }
  });
}
