import { and, eq } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { tenants, workspaces } from '#db/schema/tenants.ts';
import type { AuditDetail } from '#lib/audit/model.ts';
import type { SealTo } from '#lib/bson/write.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { notFound } from '#lib/errors.ts';
import { readKey } from '#lib/recipients/model.ts';
import { nameOf } from '#lib/recipients/queries.ts';
import { fingerprint } from '#lib/vault/signing.ts';
import { wrapFileKey } from './model.ts';
import type { SealingInput } from './schema.ts';

interface Sealed {
  readonly to: SealTo;
  /** For the audit: never what opens the file. */
  readonly detail: AuditDetail;
}

/** What the file key is sealed to. INPUT_INVALID for a receiving key that was changed on its way. */
export async function sealingOf(ctx: WorkspaceCtx, sealing: SealingInput): Promise<Sealed> {
  if (sealing.kind === 'passphrase')
    return { to: { ...sealing, owner: ctx.tenantId }, detail: { sealing: 'passphrase' } };
  if (sealing.kind === 'installation')
    return { to: { kind: 'installation', wrap: wrapFileKey }, detail: { sealing: 'installation' } };
  const publicKey = readKey(sealing.key);
  const print = fingerprint(publicKey);
  const recipient = await nameOf(ctx, print);
  return { to: { kind: 'recipient', publicKey }, detail: { sealing: 'receiving key', recipient, fingerprint: print } };
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
