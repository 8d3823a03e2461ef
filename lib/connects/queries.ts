import { and, count, eq, gt, inArray } from 'drizzle-orm';
import { read, type ReadDb, type Tx } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { connects } from '#db/schema/oauth.ts';
import { tenants, workspaces } from '#db/schema/tenants.ts';
import { findComponent, getComponent } from '#lib/catalog/catalog.ts';
import { systemClock } from '#lib/clock.ts';
import type { UserCtx, WorkspaceCtx } from '#lib/ctx.ts';
import { compareScopes } from '#lib/grant-rows/model.ts';
import { keyring } from '#lib/keys/queries.ts';
import { verificationDto } from '#lib/credentials/model.ts';
import { ofWorkspace } from '#lib/credentials/queries.ts';
import { open } from '#lib/vault/seal.ts';
import { decodeAnswered, idOfState, isOver, notBegunHere, sessionOf, tokensBinding, type Answered } from './model.ts';
import type { CallbackView, ConnectDto } from './schema.ts';

export type ConnectRow = typeof connects.$inferSelect;

/** Of this workspace, this person and this browser session: what another began is not there. */
export const ownConnects = (ctx: WorkspaceCtx) =>
  and(
    eq(connects.tenantId, ctx.tenantId),
    eq(connects.workspaceId, ctx.workspaceId),
    eq(connects.userId, ctx.actor.id),
    eq(connects.sessionId, sessionOf(ctx)),
  );

/** One of their own, in whatever state and however old. */
export async function findConnect(ctx: WorkspaceCtx, id: string, db: ReadDb | Tx = read()): Promise<ConnectRow | null> {
  const [row] = await db
    .select()
    .from(connects)
    .where(and(ownConnects(ctx), eq(connects.id, id)));
  return row ?? null;
}

/** One of their own that waits for their word. OAU-201 where it is not theirs, OAU-202 where it is over. */
export async function requireWaiting(ctx: WorkspaceCtx, id: string): Promise<ConnectRow> {
  const row = await findConnect(ctx, id);
  if (row === null) throw notBegunHere();
  if (row.state !== 'waiting' || row.expiresAt <= systemClock()) throw isOver();
  return row;
}

/** How many sign-ins of a person are under way, in all their browsers. */
export async function countOpen(ctx: WorkspaceCtx, now: number, db: ReadDb | Tx): Promise<number> {
  const [counted] = await db
    .select({ n: count() })
    .from(connects)
    .where(
      and(
        eq(connects.tenantId, ctx.tenantId),
        eq(connects.userId, ctx.actor.id),
        inArray(connects.state, ['sent', 'exchanging', 'waiting']),
        gt(connects.expiresAt, now),
      ),
    );
  return counted?.n ?? 0;
}

/**
 * For the page a provider leads back to: where the sign-in belongs, if this browser session began it for the tenant whose
 * page it is. Looking changes nothing; what the provider sent is used by an action, which asks for all of it again.
 */
export async function viewCallback(
  user: UserCtx,
  { tenantId, state }: { readonly tenantId: string; readonly state: string | null },
): Promise<CallbackView> {
  const id = idOfState(state);
  if (id === null) return { kind: 'unknown' };
  const [row] = await read()
    .select({
      component: connects.component,
      state: connects.state,
      credentialId: connects.credentialId,
      expiresAt: connects.expiresAt,
      tenant: tenants.slug,
      workspace: workspaces.slug,
    })
    .from(connects)
    .innerJoin(tenants, eq(tenants.id, connects.tenantId))
    .innerJoin(workspaces, and(eq(workspaces.tenantId, connects.tenantId), eq(workspaces.id, connects.workspaceId)))
    .where(
      and(
        eq(connects.tenantId, tenantId),
        eq(connects.id, id),
        eq(connects.userId, user.userId),
        eq(connects.sessionId, user.sessionId),
      ),
    );
  if (!row) return { kind: 'unknown' };
  const isOpen = (row.state === 'sent' || row.state === 'waiting') && row.expiresAt > systemClock();
  if (!isOpen) return { kind: 'over' };
  const { component, credentialId, tenant, workspace } = row;
  const app = findComponent(component)?.name ?? component;
  return { kind: 'open', id, app, component, scope: { tenant, workspace }, credentialId };
}

/** Names for a person to recognise the place by. */
async function placeNames(ctx: WorkspaceCtx): Promise<{ tenant: string; workspace: string }> {
  const [row] = await read()
    .select({ tenant: tenants.name, workspace: workspaces.name })
    .from(workspaces)
    .innerJoin(tenants, eq(tenants.id, workspaces.tenantId))
    .where(and(eq(workspaces.tenantId, ctx.tenantId), eq(workspaces.id, ctx.workspaceId)));
  return row ?? { tenant: ctx.tenantSlug, workspace: ctx.workspaceSlug };
}

/** The account a credential was known to have; null where nobody ever said. */
async function accountOf(ctx: WorkspaceCtx, credentialId: string): Promise<string | null> {
  const [row] = await read()
    .select({ account: credentials.account })
    .from(credentials)
    .where(and(ofWorkspace(ctx), eq(credentials.id, credentialId)));
  return row?.account ?? null;
}

/** What waits for a person's word, in clear, for the server alone. */
export const openAnswer = async (row: ConnectRow): Promise<Answered> =>
  decodeAnswered(await open(await keyring(), tokensBinding(row), row.sealed));

/** The same for that person: whose account it is, what was given, what the dry run has found. Nothing secret. */
export async function describeConnect(ctx: WorkspaceCtx, row: ConnectRow, answer: Answered): Promise<ConnectDto> {
  const { hints, notices } = answer.draft;
  const { missing, more } = compareScopes(row.scopes, hints.scopesGranted ?? null);
  return {
    id: row.id,
    app: getComponent(row.component).name,
    component: row.component,
    name: row.name,
    environment: row.environment,
    ...(await placeNames(ctx)),
    isReconnect: row.credentialId !== null,
    account: answer.verification.account,
    accountBefore: row.credentialId === null ? null : await accountOf(ctx, row.credentialId),
    scopesAsked: row.scopes,
    scopesMissing: missing,
    scopesMore: more,
    verification: verificationDto(answer.verification),
    warnings: notices,
  };
}
