import type { Tx } from '#db/client.ts';
import { signers } from '#db/schema/signers.ts';
import type { Recorder } from '#lib/audit/commands.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import type { Signer } from './queries.ts';

/** Remembers a signer a person has confirmed by its fingerprint. Part of the import that was confirmed. */
export async function pinSigner(
  tx: Tx,
  ctx: WorkspaceCtx,
  now: number,
  signer: Signer,
  record: Recorder,
): Promise<void> {
  await tx
    .insert(signers)
    .values({
      tenantId: ctx.tenantId,
      fingerprint: signer.fingerprint,
      publicKey: signer.publicKey,
      pinnedAt: now,
      pinnedBy: ctx.actor.label,
    })
    .onConflictDoNothing();
  await record(tx, now, {
    action: 'import.signer_confirmed',
    targetKind: 'signer',
    targetId: signer.fingerprint,
    targetLabel: signer.fingerprint,
  });
}
