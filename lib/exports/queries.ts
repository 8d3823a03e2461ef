import { and, eq } from 'drizzle-orm';
import { read, type ReadDb, type Tx } from '#db/client.ts';
import { exports } from '#db/schema/exports.ts';
import { tenants, workspaces } from '#db/schema/tenants.ts';
import type { SealTo } from '#lib/bson/file-key.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { notFound } from '#lib/errors.ts';
import { isStorable } from '#lib/names.ts';
import { readKey } from '#lib/recipients/model.ts';
import { nameOf } from '#lib/recipients/queries.ts';
import { fingerprint } from '#lib/vault/signing.ts';
import { wrapFileKey, type SealedTo } from './model.ts';
import type { SealingInput } from './schema.ts';

/** What the file key is sealed to, and what may be told of it. INPUT_INVALID for a key that was changed on its way. */
export async function sealingOf(ctx: WorkspaceCtx, sealing: SealingInput): Promise<{ to: SealTo; told: SealedTo }> {
  const nobody = { recipientName: null, recipientFingerprint: null };
  if (sealing.kind === 'passphrase')
    return { to: { ...sealing, owner: ctx.tenantId }, told: { sealing: 'passphrase', ...nobody } };
  if (sealing.kind === 'installation')
    return { to: { kind: 'installation', wrap: wrapFileKey }, told: { sealing: 'installation', ...nobody } };
  const publicKey = readKey(sealing.key);
  const recipientFingerprint = fingerprint(publicKey);
  const recipientName = await nameOf(ctx, recipientFingerprint);
  return { to: { kind: 'recipient', publicKey }, told: { sealing: 'recipient', recipientName, recipientFingerprint } };
}

/** The names that travel, sealed, in the first frame of a file. */
export async function originOf(ctx: WorkspaceCtx): Promise<{ tenantName: string; workspaceName: string }> {
  const [row] = await read()
    .select({ tenantName: tenants.name, workspaceName: workspaces.name })
    .from(workspaces)
    .innerJoin(tenants, eq(tenants.id, workspaces.tenantId))
    .where(and(eq(workspaces.tenantId, ctx.tenantId), eq(workspaces.id, ctx.workspaceId)));
  if (!row) throw notFound('This workspace');
  return row;
}

export const ofExport = (ctx: WorkspaceCtx, id: string) =>
  and(eq(exports.tenantId, ctx.tenantId), eq(exports.workspaceId, ctx.workspaceId), eq(exports.id, id));

/** An export of this very session. Of anybody or anything else there is none. */
export async function requireOwnExport(ctx: WorkspaceCtx, id: string, db: ReadDb | Tx = read()) {
  if (!isStorable(id)) throw notFound('This export');
  const [row] = await db.select().from(exports).where(ofExport(ctx, id));
  if (row?.createdBy !== ctx.actor.id || row.sessionId !== ctx.sessionId) throw notFound('This export');
  return row;
}
