import { and, eq, isNull, sql } from 'drizzle-orm';
import { setTimeout as pause } from 'node:timers/promises';
import type { Tx } from '#db/client.ts';
import { transactPatiently, transactStubbornly } from '#db/stubborn.ts';
import { credentials } from '#db/schema/credentials.ts';
import { grants } from '#db/schema/oauth.ts';
import { recorder, type AuditScope } from '#lib/audit/commands.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { dueAt, endOf, type GrantRow } from '#lib/grant-rows/model.ts';
import type { Claim } from '#lib/leases/commands.ts';
import { isLeased, type Replay } from '#lib/leases/model.ts';
import { findSeen, ofGrant, type GrantPlace } from '#lib/leases/queries.ts';
import { log } from '#lib/log.ts';
import { noteReconnect } from '#lib/notices/commands.ts';
import type { TokenAnswer, TokenFailure } from '#lib/oauth/schema.ts';
import { noteAnswer, noteFailure } from '#lib/refresh-hosts/commands.ts';
import { prepareTokens } from '#lib/versions/commands.ts';
import { openVersion, type OpenedVersion } from '#lib/versions/queries.ts';
import { afterFailure, ended, patienceMs, secretWith, warningOf, type Failed } from './model.ts';

export interface Settling {
  readonly ctx: WorkspaceCtx;
  /** Who acts: a person, or Keyhaven itself. */
  readonly scope: AuditScope;
  readonly name: string;
}

type Given = Extract<TokenAnswer, { ok: true }>;

/** What the tokens take the place of. */
export interface Sent {
  readonly version: OpenedVersion;
  readonly refreshToken: string | null;
}

/**
 * Keeps the tokens a provider has given: in their version, with everything that follows, in one transaction. Nobody sees
 * them before. Where the credential has moved on meanwhile they are kept all the same, wherever the token they replace is.
 */
export async function saveTokens(settling: Settling, claim: Claim, sent: Sent, answer: Given): Promise<void> {
  const { ctx } = settling;
  const secret = secretWith(sent.version.secret, answer.tokens);
  const replace = await prepareTokens(ctx, claim.credentialId, { ...sent.version, secret });
  const record = await recorder(settling.scope);
  const isSaved = await transactPatiently(async (tx, now) => {
    await noteAnswer(tx, claim.host);
    const grant = await findGrant(tx, claim);
    if (!grant || !isOf(claim, grant)) return false;
    if (!(await replace(tx))) return false;
    const wasBroken = await renewGrant(tx, now, grant, answer);
    await record(tx, now, {
      action: wasBroken ? 'credential.refresh_recovered' : 'credential.refreshed',
      ...targetOf(claim, settling.name),
      detail: { version: claim.version, expiresAt: isoOf(answer.tokens.expiresAt) },
    });
    return true;
  }, patienceMs);
  if (!isSaved) await keepElsewhere(settling, claim, sent, answer);
}

const isOf = (claim: Claim, grant: GrantRow): boolean =>
  grant.leaseGeneration === claim.leaseGeneration &&
  grant.generation === claim.generation &&
  grant.version === claim.version;

const isoOf = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());

const targetOf = (place: GrantPlace, name: string) => ({
  targetKind: 'credential',
  targetId: place.credentialId,
  targetLabel: name,
});

async function findGrant(tx: Tx, place: GrantPlace): Promise<GrantRow | null> {
  const [grant] = await tx.select().from(grants).where(ofGrant(place));
  return grant ?? null;
}

const ofCredential = ({ tenantId, workspaceId, credentialId }: GrantPlace, version: number) =>
  and(
    eq(credentials.tenantId, tenantId),
    eq(credentials.workspaceId, workspaceId),
    eq(credentials.id, credentialId),
    eq(credentials.version, version),
  );

/** The row after a refresh. Answers whether it had been in trouble. */
async function renewGrant(tx: Tx, now: number, grant: GrantRow, { tokens, warnings }: Given): Promise<boolean> {
  const isStopped = grant.state === 'stopped';
  const wasBroken = grant.failingSince !== null;
  const refreshExpiresAt = tokens.refreshExpiresAt ?? (tokens.refreshToken === null ? grant.refreshExpiresAt : null);
  const times = { accessExpiresAt: tokens.expiresAt, refreshExpiresAt };
  const scopesGranted = tokens.scopes === null ? grant.scopesGranted : [...tokens.scopes];
  await tx
    .update(grants)
    .set({
      ...times,
      generation: grant.generation + 1,
      tokensAt: now,
      refreshedAt: now,
      isRefreshable: true,
      scopesGranted,
      state: isStopped ? 'stopped' : 'live',
      refreshDueAt: isStopped ? null : dueAt(grant.credentialId, now, tokens.expiresAt),
      leaseOwner: null,
      leasedUntil: null,
      sentAt: null,
      sentCount: 0,
      failingSince: null,
      failureClass: null,
      failureCode: null,
      failureMessage: null,
      failureFix: null,
      attempts: 0,
      eraseDueAt: null,
      warning: warningOf(warnings, grant.scopesAsked, scopesGranted),
    })
    .where(ofGrant(grant));
  await tx
    .update(credentials)
    .set({ expiresAt: endOf({ ...grant, ...times, isRefreshable: true }) })
    .where(ofCredential(grant, grant.version));
  if (wasBroken) await checkSoon(tx, now, grant);
  return wasBroken;
}

/** What its trouble made of it is not so any more: the app is asked. */
async function checkSoon(tx: Tx, now: number, grant: GrantRow): Promise<void> {
  const proveAgain = { verifyDueAt: now };
  const unknown = { state: 'unverified', stateCode: null, stateMessage: null, stateFix: null } as const;
  const here = and(ofCredential(grant, grant.version), isNull(credentials.deletedAt));
  await tx
    .update(credentials)
    .set({ ...unknown, ...proveAgain })
    .where(and(here, eq(credentials.state, 'reconnect')));
  await tx
    .update(credentials)
    .set(proveAgain)
    .where(and(here, eq(credentials.state, 'failed')));
}

const restMs = 250;

/**
 * The credential was overridden, connected again or undone while its provider was asked. The version the tokens belong to
 * gets them, so that a later undo finds them; and so does the current one where it holds the very token that was sent.
 */
async function keepElsewhere(settling: Settling, claim: Claim, sent: Sent, answer: Given): Promise<void> {
  const givesUpAt = performance.now() + patienceMs;
  for (;;) {
    const seen = await findSeen(claim);
    if (!seen) return;
    // Somebody asks with the same token: what they are given is newer.
    const isAsked = isLeased(seen.grant, seen.now);
    if (isAsked && performance.now() < givesUpAt) await pause(restMs);
    else if (await keepInVersions(settling, claim, sent, answer, seen.grant)) return;
  }
}

/** False: it has moved on once more. */
async function keepInVersions(settling: Settling, claim: Claim, sent: Sent, answer: Given, grant: GrantRow) {
  const { ctx } = settling;
  const { credentialId: id } = claim;
  const own = { ...sent.version, secret: secretWith(sent.version.secret, answer.tokens) };
  const replaceOwn = grant.version === claim.version ? null : await prepareTokens(ctx, id, own);
  const current = await openVersion(ctx, id, grant.version).catch(() => null);
  const isHeir = current !== null && sent.refreshToken !== null && current.secret['refreshToken'] === sent.refreshToken;
  const heir = isHeir ? { ...current, secret: secretWith(current.secret, answer.tokens) } : null;
  const replaceHeir = heir && (await prepareTokens(ctx, id, heir));
  const record = await recorder(settling.scope);
  return transactPatiently(async (tx, now) => {
    const now1 = await findGrant(tx, claim);
    if (!now1) return true;
    if (now1.generation !== grant.generation || now1.version !== grant.version) return false;
    const isKept = (await replaceOwn?.(tx)) ?? false;
    const isCarriedOn = (await replaceHeir?.(tx)) ?? false;
    if (isCarriedOn) await renewGrant(tx, now, { ...now1, leaseGeneration: now1.leaseGeneration + 1 }, answer);
    if (isKept || isCarriedOn)
      await record(tx, now, {
        action: 'credential.refreshed',
        ...targetOf(claim, settling.name),
        detail: { version: isCarriedOn ? grant.version : claim.version, expiresAt: isoOf(answer.tokens.expiresAt) },
      });
    else log.warn({ credentialId: id }, 'tokens came for a version that is gone');
    return true;
  }, patienceMs);
}
