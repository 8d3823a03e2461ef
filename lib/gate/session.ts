import { cache } from 'react';
import { cookies, headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { after } from 'next/server';
import { canDo, type Permission } from '#lib/access.ts';
import { systemClock } from '#lib/clock.ts';
import { authorise, type UserCtx, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError, notFound as refuseNotFound } from '#lib/errors.ts';
import { cookieName } from './cookie.ts';
import { pathHeader } from './policy.ts';
import { requestFacts, type RequestFacts } from './request.ts';
import { findLiveSession, isSeenDue, touchSession, userCtx } from './user.ts';
import { workspaceOf } from './walk.ts';

/** Who holds the cookie of this request. `seenAt` is written when the answer is out, at most once a minute. */
export async function userOf(facts: RequestFacts): Promise<UserCtx | null> {
  const now = systemClock();
  const session = await findLiveSession((await cookies()).get(cookieName())?.value, now);
  if (!session) return null;
  if (isSeenDue(session, now)) after(() => touchSession(session.sessionId));
  return userCtx(session, facts);
}

export const currentUser = cache(async (): Promise<UserCtx | null> => userOf(await requestFacts()));

/** For actions and routes: they answer where a page would lead to the door. */
export async function requireCaller(facts: RequestFacts): Promise<UserCtx> {
  const user = await userOf(facts);
  if (!user) throw new AppError('SIGN_IN_REQUIRED', 'Your session has ended. Sign in again.');
  return user;
}

/** For actions and routes of a workspace, in one order: session, workspace, permission. Both parts are untrusted. */
export async function requireEntry(
  facts: RequestFacts,
  tenant: unknown,
  workspace: unknown,
  permission: Permission,
): Promise<WorkspaceCtx> {
  const ctx = await workspaceOf(await requireCaller(facts), tenant, workspace);
  if (!ctx) throw refuseNotFound('This workspace');
  authorise(ctx, permission);
  return ctx;
}

/** For pages. Somebody who is not signed in comes back here afterwards. */
export async function requireUser(): Promise<UserCtx> {
  const user = await currentUser();
  if (user) return user;
  const path = (await headers()).get(pathHeader);
  return redirect(path && path !== '/' ? `/sign-in?next=${encodeURIComponent(path)}` : '/sign-in');
}

const findWorkspace = cache(async (tenant: string, workspace: string): Promise<WorkspaceCtx | null> =>
  workspaceOf(await requireUser(), tenant, workspace),
);

/** For pages of a workspace: not theirs, not there and not allowed are one "not found". */
export async function requireWorkspace(
  tenantSlug: string,
  workspaceSlug: string,
  permission?: Permission,
): Promise<WorkspaceCtx> {
  const ctx = await findWorkspace(tenantSlug, workspaceSlug);
  if (!ctx || (permission && !canDo(ctx.role, permission))) notFound();
  return ctx;
}
