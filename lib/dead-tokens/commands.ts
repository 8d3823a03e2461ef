import { asc, lte } from 'drizzle-orm';
import { read, type Tx } from '#db/client.ts';
import { databaseNow } from '#db/now.ts';
import { transactStubbornly } from '#db/stubborn.ts';
import { grants } from '#db/schema/oauth.ts';
import { recorder } from '#lib/audit/commands.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { isAppError } from '#lib/errors.ts';
import { takenBackCode } from '#lib/grant-rows/model.ts';
import { isLiving } from '#lib/leases/model.ts';
import { findSeen, ofGrant, type GrantPlace } from '#lib/leases/queries.ts';
import { prepareTokens } from '#lib/versions/commands.ts';
import { tokenFields, withoutTokens } from '#lib/versions/model.ts';
import { openVersion, versionsWith, type OpenedVersion } from '#lib/versions/queries.ts';

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
 * token that lives all the same, and a password, stay too. What somebody took back is in no other version any more either.
 */
export async function eraseDeadTokens(ctx: WorkspaceCtx, place: GrantPlace): Promise<void> {
  const seen = await findSeen(place);
  if (!seen || seen.grant.state !== 'reconnect' || (seen.grant.eraseDueAt ?? Infinity) > seen.now) return;
  const { grant } = seen;
  const version = await openIfKept(ctx, grant.credentialId, grant.version);
  const keeps = isLiving(grant, seen.now) ? ['accessToken'] : [];
  const copies = version && grant.failureCode === takenBackCode ? await copiesOf(ctx, grant, version) : [];
  const replacing: ((tx: Tx) => Promise<boolean>)[] = [];
  for (const one of version ? [version, ...copies] : [])
    replacing.push(await prepareTokens(ctx, grant.credentialId, { ...one, secret: withoutTokens(one.secret, keeps) }));
  const record = await recorder(ctx);
  await transactStubbornly(async (tx, now) => {
    const [here] = await tx.select().from(grants).where(ofGrant(place));
    if (here?.generation !== grant.generation || here.state !== 'reconnect' || here.leasedUntil !== null) return;
    for (const replace of replacing) await replace(tx);
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

/** Null: there is nothing to erase, or nobody can read it. */
const openIfKept = (ctx: WorkspaceCtx, credentialId: string, number: number): Promise<OpenedVersion | null> =>
  openVersion(ctx, credentialId, number).catch((error: unknown) => {
    if (isAppError(error, 'NOT_FOUND') || isAppError(error, 'UNREADABLE')) return null;
    throw error;
  });

/** The other kept versions that hold one of its tokens: other settings, a restore and an undo leave copies of them. */
async function copiesOf(ctx: WorkspaceCtx, { credentialId }: GrantPlace, of: OpenedVersion): Promise<OpenedVersion[]> {
  const holding = await Promise.all(tokenFields.map((field) => versionsWith(ctx, credentialId, field)));
  const others = [...new Set(holding.flat())].filter((number) => number !== of.number);
  const opened = await Promise.all(others.map((number) => openIfKept(ctx, credentialId, number)));
  const isSame = (one: OpenedVersion) => (field: string) =>
    of.secret[field] !== undefined && one.secret[field] === of.secret[field];
  return opened.filter((one) => one !== null).filter((one) => tokenFields.some(isSame(one)));
}
