import { and, asc, eq, gt, isNull } from 'drizzle-orm';
import { read, type ReadDb, type Tx } from '#db/client.ts';
import { signers } from '#db/schema/signers.ts';
import { members } from '#db/schema/tenants.ts';
import { canDo } from '#lib/access.ts';
import { authorise, type Ctx, type WorkspaceCtx } from '#lib/ctx.ts';
import { ownerOf } from '#lib/identities/queries.ts';
import { signingKey } from '#lib/installation/queries.ts';
import { pageOf } from '#lib/pages.ts';
import { signerPageSize, type SignerPage, type SignerStanding } from './schema.ts';

export interface Signer {
  readonly publicKey: Buffer;
  readonly fingerprint: string;
}

export interface KnownAs {
  readonly standing: SignerStanding;
  /** What people here call a known one; null while nobody has said. */
  readonly label: string | null;
  /** A tenant of this installation signs with it, this one or another. */
  readonly isHere: boolean;
}

/** Who signed it, as far as this tenant and this person know. */
export async function standingOf(ctx: WorkspaceCtx, signer: Signer): Promise<KnownAs> {
  const owner = await ownerOf(signer.publicKey, signer.fingerprint);
  const isOwn = owner?.tenantId === ctx.tenantId;
  const of = { label: null, isHere: owner !== null };
  if (isOwn) return { ...of, standing: owner.isCurrent ? 'own' : 'former' };
  const pinned = await findPinned(ctx, signer);
  if (pinned) return { ...of, standing: 'known', label: pinned.label };
  if (owner && (await mayExportFrom(ctx, owner.tenantId))) return { ...of, standing: 'yours' };
  const isInstallation = (await signingKey()).publicKey.equals(signer.publicKey);
  return { ...of, standing: isInstallation ? 'installation' : 'unknown' };
}

/** One that this tenant has confirmed. Inside a transaction pass it: the answer then holds until commit. */
export async function findPinned(
  ctx: WorkspaceCtx,
  signer: Signer,
  db: ReadDb | Tx = read(),
): Promise<{ readonly label: string | null } | null> {
  const [row] = await db
    .select({ publicKey: signers.publicKey, label: signers.label })
    .from(signers)
    .where(and(eq(signers.tenantId, ctx.tenantId), eq(signers.fingerprint, signer.fingerprint)));
  return row?.publicKey.equals(signer.publicKey) ? { label: row.label } : null;
}

/** Whoever could have made the file themselves learns nothing from comparing fingerprints with themselves. */
async function mayExportFrom(ctx: WorkspaceCtx, tenantId: string): Promise<boolean> {
  if (ctx.actor.kind !== 'user') return false;
  const [member] = await read()
    .select({ role: members.role })
    .from(members)
    .where(and(eq(members.tenantId, tenantId), eq(members.userId, ctx.actor.id), isNull(members.disabledAt)));
  return member !== undefined && canDo(member.role, 'credential.export');
}

/** By fingerprint, from behind the one the last page ended with. */
export async function listSigners(ctx: Ctx, after: string | null): Promise<SignerPage> {
  authorise(ctx, 'key.read');
  const rows = await read()
    .select({
      fingerprint: signers.fingerprint,
      label: signers.label,
      pinnedAt: signers.pinnedAt,
      pinnedBy: signers.pinnedBy,
    })
    .from(signers)
    .where(and(eq(signers.tenantId, ctx.tenantId), after === null ? undefined : gt(signers.fingerprint, after)))
    .orderBy(asc(signers.fingerprint))
    .limit(signerPageSize + 1);
  return {
    ...pageOf(rows, signerPageSize, (last) => last.fingerprint),
    total: await read().$count(signers, eq(signers.tenantId, ctx.tenantId)),
  };
}
