import { and, eq } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { signers } from '#db/schema/signers.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { signingKey } from '#lib/installation/queries.ts';

export interface Signer {
  readonly publicKey: Buffer;
  readonly fingerprint: string;
}

/** This installation itself, one the tenant has accepted before, or nobody it knows. */
export async function standingOf(ctx: WorkspaceCtx, signer: Signer): Promise<'own' | 'known' | 'unknown'> {
  if ((await signingKey()).publicKey.equals(signer.publicKey)) return 'own';
  const [row] = await read()
    .select({ publicKey: signers.publicKey })
    .from(signers)
    .where(and(eq(signers.tenantId, ctx.tenantId), eq(signers.fingerprint, signer.fingerprint)));
  return row?.publicKey.equals(signer.publicKey) ? 'known' : 'unknown';
}
