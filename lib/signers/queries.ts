import { and, asc, eq, gt, isNull } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { signers } from '#db/schema/signers.ts';
import { members } from '#db/schema/tenants.ts';
import { canDo } from '#lib/access.ts';
import { authorise, type Ctx, type WorkspaceCtx } from '#lib/ctx.ts';
import { ownerOf } from '#lib/identities/queries.ts';
import { signingKey } from '#lib/installation/queries.ts';
import { signerPageSize, type SignerPage, type SignerStanding } from './schema.ts';

export interface Signer {
  readonly publicKey: Buffer;
  readonly fingerprint: string;
}

export interface KnownAs {
  readonly standing: SignerStanding;
  /** A tenant of this installation signs with it, this one or another. */
  readonly isHere: boolean;
}

/** Who signed it, as far as this tenant and this person know. */
export async function standingOf(ctx: WorkspaceCtx, signer: Signer): Promise<KnownAs> {
  const owner = await ownerOf(signer.publicKey, signer.fingerprint);
  if (owner?.tenantId === ctx.tenantId) return { standing: owner.isCurrent ? 'own' : 'former', isHere: true };
  const isHere = owner !== null;
  if (await isPinned(ctx, signer)) return { standing: 'known', isHere };
  if (owner && (await mayExportFrom(ctx, owner.tenantId))) return { standing: 'yours', isHere };
  const isInstallation = (await signingKey()).publicKey.equals(signer.publicKey);
  return { standing: isInstallation ? 'installation' : 'unknown', isHere };
}

async function isPinned(ctx: WorkspaceCtx, signer: Signer): Promise<boolean> {
  const [row] = await read()
    .select({ publicKey: signers.publicKey })
    .from(signers)
    .where(and(eq(signers.tenantId, ctx.tenantId), eq(signers.fingerprint, signer.fingerprint)));
  return row?.publicKey.equals(signer.publicKey) ?? false;
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
  const page = rows.slice(0, signerPageSize);
  return {
    rows: page,
    next: rows.length > signerPageSize ? (page.at(-1)?.fingerprint ?? null) : null,
    total: await read().$count(signers, eq(signers.tenantId, ctx.tenantId)),
  };
}
