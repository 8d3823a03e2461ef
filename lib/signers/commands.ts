import { and, eq } from 'drizzle-orm';
import { transact, type Tx } from '#db/client.ts';
import { signers } from '#db/schema/signers.ts';
import { tenantRecorder, type Recorder } from '#lib/audit/commands.ts';
import { authorise, type Ctx, type WorkspaceCtx } from '#lib/ctx.ts';
import { notFound } from '#lib/errors.ts';
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

export async function nameSigner(
  ctx: Ctx,
  { fingerprint, label }: { fingerprint: string; label: string },
): Promise<void> {
  authorise(ctx, 'signer.update');
  const record = await tenantRecorder(ctx);
  await transact(async (tx, now) => {
    const [named] = await tx
      .update(signers)
      .set({ label })
      .where(ofSigner(ctx, fingerprint))
      .returning({ fingerprint: signers.fingerprint });
    if (!named) throw notFound('This signer');
    await record(tx, now, { action: 'key.signer_named', ...targetOf(fingerprint, label), detail: { fingerprint } });
  });
}

/** The next file of that signer is asked about again. What was imported stays. */
export async function forgetSigner(ctx: Ctx, fingerprint: string): Promise<void> {
  authorise(ctx, 'signer.update');
  const record = await tenantRecorder(ctx);
  await transact(async (tx, now) => {
    const [forgotten] = await tx.delete(signers).where(ofSigner(ctx, fingerprint)).returning({ label: signers.label });
    if (!forgotten) throw notFound('This signer');
    await record(tx, now, {
      action: 'key.signer_forgotten',
      ...targetOf(fingerprint, forgotten.label),
      detail: { fingerprint },
    });
  });
}

const ofSigner = (ctx: Ctx, fingerprint: string) =>
  and(eq(signers.tenantId, ctx.tenantId), eq(signers.fingerprint, fingerprint));

const targetOf = (fingerprint: string, label: string | null) => ({
  targetKind: 'signer',
  targetId: fingerprint,
  targetLabel: label ?? fingerprint,
});
