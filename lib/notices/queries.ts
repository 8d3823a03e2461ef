import { and, asc, desc, eq, gt, inArray, isNull, lte, ne, or } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { inList } from '#db/in-list.ts';
import { credentials } from '#db/schema/credentials.ts';
import { expiryWarnings, notices } from '#db/schema/notices.ts';
import { members, tenants, workspaces } from '#db/schema/tenants.ts';
import { users } from '#db/schema/users.ts';
import { findComponent } from '#lib/catalog/catalog.ts';
import { dayMs } from '#lib/clock.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { env } from '#lib/env.ts';
import { notFound } from '#lib/errors.ts';
import { isUntold, recipientsMax, warningOf, type LetterFacts, type LetterItem } from './model.ts';
import { warningDays, type MailChoice, type NoticeKind } from './schema.ts';

/** A credential that has an end, and the last warning of one. */
export const soonColumns = {
  tenantId: credentials.tenantId,
  workspaceId: credentials.workspaceId,
  id: credentials.id,
  name: credentials.name,
  component: credentials.component,
  expiresAt: credentials.expiresAt,
  toldExpiresAt: expiryWarnings.expiresAt,
  toldDays: expiryWarnings.days,
};

export const ofWarning = and(
  eq(expiryWarnings.tenantId, credentials.tenantId),
  eq(expiryWarnings.workspaceId, credentials.workspaceId),
  eq(expiryWarnings.credentialId, credentials.id),
);

/** Who is told already that somebody has to sign in again is not told as well that time runs. Nor is what is in the trash. */
export const isWarned = and(isNull(credentials.deletedAt), ne(credentials.state, 'reconnect'));

export const ofIds = (place: { tenantId: string; workspaceId: string }, ids: readonly string[]) =>
  and(
    eq(credentials.tenantId, place.tenantId),
    eq(credentials.workspaceId, place.workspaceId),
    inList(credentials.id, ids),
  );

interface SoonRow {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly id: string;
  readonly name: string;
  readonly component: string;
  readonly expiresAt: number | null;
  readonly toldExpiresAt: number | null;
  readonly toldDays: number | null;
}

/** Those whose warning has come and was not given yet, with that warning. */
export const dueWarnings = (rows: readonly SoonRow[], now: number) =>
  rows.flatMap((row) => {
    const { expiresAt } = row;
    const days = expiresAt === null ? null : warningOf(expiresAt, now);
    if (expiresAt === null || days === null || !isUntold(row, { expiresAt, days })) return [];
    return [{ ...row, expiresAt, days }];
  });

/** Where a walk over what ends has come to. */
export interface SoonCursor {
  readonly expiresAt: number;
  readonly id: string;
}

export interface SoonPage {
  /** Each place once, with the credentials there that are due a warning. */
  readonly due: readonly { readonly tenantId: string; readonly workspaceId: string; readonly ids: readonly string[] }[];
  /** Null at the end. */
  readonly next: SoonCursor | null;
}

/** For the job: a page of the walk over every credential that ends within the longest warning, nearest end first. */
export async function listSoon(now: number, after: SoonCursor | null, limit: number): Promise<SoonPage> {
  const rows = await read()
    .select(soonColumns)
    .from(credentials)
    .leftJoin(expiryWarnings, ofWarning)
    .where(
      and(
        gt(credentials.expiresAt, now),
        lte(credentials.expiresAt, now + Math.max(...warningDays) * dayMs),
        isWarned,
        after === null
          ? undefined
          : or(
              gt(credentials.expiresAt, after.expiresAt),
              and(eq(credentials.expiresAt, after.expiresAt), gt(credentials.id, after.id)),
            ),
      ),
    )
    .orderBy(asc(credentials.expiresAt), asc(credentials.id))
    .limit(limit);
  const last = rows.at(-1);
  const places = Map.groupBy(dueWarnings(rows, now), (row) => `${row.tenantId} ${row.workspaceId}`);
  return {
    due: [...places.values()].flatMap((of) => {
      const [first] = of;
      if (!first) return [];
      return [{ tenantId: first.tenantId, workspaceId: first.workspaceId, ids: of.map((row) => row.id) }];
    }),
    next: rows.length === limit && last && last.expiresAt !== null ? { expiresAt: last.expiresAt, id: last.id } : null,
  };
}

interface Claimed {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly kind: NoticeKind;
  readonly leasedUntil: number;
}

/** What the letter of a claim says. What was mended, moved or deleted meanwhile is not in it any more. */
export async function letterFacts(claim: Claimed, now: number): Promise<LetterFacts | null> {
  const [place] = await read()
    .select({
      tenant: { slug: tenants.slug, name: tenants.name },
      workspace: { slug: workspaces.slug, name: workspaces.name },
    })
    .from(workspaces)
    .innerJoin(tenants, eq(tenants.id, workspaces.tenantId))
    .where(and(eq(workspaces.tenantId, claim.tenantId), eq(workspaces.id, claim.workspaceId)));
  return place ? { kind: claim.kind, ...place, address: env.address, items: await itemsOf(claim, now) } : null;
}

async function itemsOf(claim: Claimed, now: number): Promise<LetterItem[]> {
  const isStillSo =
    claim.kind === 'reconnect'
      ? eq(credentials.state, 'reconnect')
      : and(isWarned, eq(credentials.expiresAt, notices.expiresAt), gt(credentials.expiresAt, now));
  const rows = await read()
    .select({
      credentialId: credentials.id,
      component: credentials.component,
      name: credentials.name,
      environment: credentials.environment,
      expiresAt: credentials.expiresAt,
      message: credentials.stateMessage,
    })
    .from(notices)
    .innerJoin(
      credentials,
      and(
        eq(credentials.tenantId, notices.tenantId),
        eq(credentials.workspaceId, notices.workspaceId),
        eq(credentials.id, notices.credentialId),
      ),
    )
    .where(
      and(
        eq(notices.tenantId, claim.tenantId),
        eq(notices.workspaceId, claim.workspaceId),
        eq(notices.kind, claim.kind),
        eq(notices.dueAt, claim.leasedUntil),
        isNull(credentials.deletedAt),
        isStillSo,
      ),
    )
    .orderBy(asc(claim.kind === 'expiring' ? credentials.expiresAt : notices.at), asc(notices.id));
  const once = new Map(rows.map((row) => [row.credentialId, row]));
  return [...once.values()].map((row) => ({ ...row, app: findComponent(row.component)?.name ?? row.component }));
}

/** The owners and admins of a tenant who want this kind of letter, owners first. */
export async function recipientsOf(tenantId: string, kind: NoticeKind): Promise<readonly string[]> {
  const rows = await read()
    .select({ email: users.email })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(
      and(
        eq(members.tenantId, tenantId),
        inArray(members.role, ['owner', 'admin']),
        eq(kind === 'reconnect' ? members.mailsReconnect : members.mailsExpiring, true),
        isNull(members.disabledAt),
        isNull(users.disabledAt),
      ),
    )
    .orderBy(desc(members.role), asc(users.emailKey))
    .limit(recipientsMax);
  return rows.map((row) => row.email);
}

/** What the person who asks is written to about. */
export async function getMailChoice(ctx: WorkspaceCtx): Promise<MailChoice> {
  authorise(ctx, 'credential.read');
  const [row] = await read()
    .select({ email: users.email, reconnect: members.mailsReconnect, expiring: members.mailsExpiring })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.tenantId, ctx.tenantId), eq(members.userId, ctx.actor.id)));
  if (!row) throw notFound('This member');
  return { ...row, isOn: env.smtpUrl !== undefined };
}
