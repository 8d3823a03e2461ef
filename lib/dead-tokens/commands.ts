import { asc, lte } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { databaseNow } from '#db/now.ts';
import { transactStubbornly } from '#db/stubborn.ts';
import { grants } from '#db/schema/oauth.ts';
import { recorder } from '#lib/audit/commands.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { isAppError } from '#lib/errors.ts';
import { isLiving } from '#lib/leases/model.ts';
import { findSeen, ofGrant, type GrantPlace } from '#lib/leases/queries.ts';
import { prepareTokens } from '#lib/versions/commands.ts';
import { openVersion } from '#lib/versions/queries.ts';

/** Grants that ended long enough ago, longest first. */
export const listDead = (limit = 100): Promise<GrantPlace[]> =>
  read()
    .select({ tenantId: grants.tenantId, workspaceId: grants.workspaceId, credentialId: grants.credentialId })
    .from(grants)
    .where(lte(grants.eraseDueAt, databaseNow))
    .orderBy(asc(grants.eraseDueAt))
    .limit(limit);

/**
 * For the job: takes tokens that have ended out of their version, which stays with everything else in it. An access
 * token that lives all the same, and a password, stay too.
 */
export async function eraseDeadTokens(ctx: WorkspaceCtx, place: GrantPlace): Promise<void> {
  const seen = await findSeen(place);
  if (!seen || seen.grant.state !== 'reconnect' || (seen.grant.eraseDueAt ?? Infinity) > seen.now) return;
  const { grant } = seen;
  const version = await openVersion(ctx, grant.credentialId, grant.version).catch((error: unknown) => {
    // Nothing to erase, or nobody can read it.
    if (isAppError(error, 'NOT_FOUND') || isAppError(error, 'UNREADABLE')) return null;
    throw error;
  });
  const { refreshToken: _refresh, refreshExpiresAt: _end, accessToken, ...others } = version?.secret ?? {};
  const secret = isLiving(grant, seen.now) && accessToken !== undefined ? { ...others, accessToken } : others;
  const replace = version && (await prepareTokens(ctx, grant.credentialId, { ...version, secret }));
  const record = await recorder(ctx);
  await transactStubbornly(async (tx, now) => {
    const [here] = await tx.select().from(grants).where(ofGrant(place));
    if (here?.generation !== grant.generation || here.state !== 'reconnect' || here.leasedUntil !== null) return;
    await replace?.(tx);
    await tx
      .update(grants)
      .set({
        generation: grant.generation + 1,
        isRefreshable: grant.grantType !== 'authorization_code',
        eraseDueAt: null,
      })
      .where(ofGrant(place));
    await record(tx, now, {
      action: 'credential.tokens_erased',
      targetKind: 'credential',
      targetId: grant.credentialId,
      targetLabel: seen.name,
      detail: { version: grant.version },
    });
  });
}
