import { createHash } from 'node:crypto';
import { and, eq, inArray } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { credentials, lastUses, verifications } from '#db/schema/credentials.ts';
import { installation } from '#db/schema/installation.ts';
import { members, workspaces } from '#db/schema/tenants.ts';
import { sessions } from '#db/schema/users.ts';
import { recorder } from '#lib/audit/commands.ts';
import { dayMs, hourMs, minuteMs, systemClock } from '#lib/clock.ts';
import { readDraft } from '#lib/credentials/model.ts';
import { mintCtx, type WorkspaceCtx } from '#lib/ctx.ts';
import { newId, newToken } from '#lib/ids.ts';
import { signingKeyOf } from '#lib/identities/queries.ts';
import { findInstallation } from '#lib/installation/queries.ts';
import { nameKey } from '#lib/names.ts';
import { tokenHash } from '#lib/sessions/model.ts';
import { prepareVersion, type VersionReason } from '#lib/versions/commands.ts';
import { createWorkspace } from '#lib/workspaces/commands.ts';
import { ctxOf, join, newPerson, newTenant, type Person, type Place } from './people.ts';
import { sampleCredentials, type SampleCredential } from './sample-credentials.ts';
import { insertSampleConsumers } from './sample-consumers.ts';
import { insertSampleExports } from './sample-exports.ts';
import { insertSampleFlows, usesOf } from './sample-flows.ts';
import { insertSampleKeys } from './sample-keys.ts';
import { insertSampleImports, sampleImportId } from './sample-imports.ts';
import { insertSampleOauthApps } from './sample-oauth-apps.ts';
import { insertSampleLargeImports } from './sample-large-imports.ts';
import { insertSampleLiveImports } from './sample-live-imports.ts';
import { ageSampleTokens } from './sample-tokens.ts';
import { sampleFiles, type SampleFiles } from './sample-files.ts';
import { addPeople } from './sample-people.ts';
import { sampleStory } from './sample-story.ts';
import { insertSampleWebhooks } from './sample-webhooks.ts';

export interface Sample {
  readonly owner: Person;
  /** Where everything is, and where nothing is. */
  readonly full: Place;
  readonly empty: Place;
  readonly files: SampleFiles;
  /** The link of somebody who was invited. */
  readonly invitation: string;
}

/** A credential's id, the same in every sample. */
export const sampleId = (identifier: string): string =>
  `crd_${createHash('sha256').update(identifier).digest('hex').slice(0, 26)}`;

/** A tenant with months behind it: every state, histories to draw, flows that use what is there, a trash, a story. */
export async function makeSample(): Promise<Sample> {
  const [owner, jonas] = [await newPerson('Mara Okafor'), await newPerson('Jonas Lind')];
  const full = await newTenant(owner, 'Northwind');
  await join(jonas, owner, full, 'admin');
  const ctx = await ctxOf(owner, full);
  const empty = await createWorkspace(ctx, { name: 'Staging', environment: 'staging' });
  const now = systemClock();
  await insertSampleOauthApps(ctx, now);
  await insertSampleConsumers(ctx, now);
  for (const credential of sampleCredentials) await insert(ctx, credential, now);
  await ageSampleTokens(ctx, now, sampleId);
  await insertSampleFlows(ctx, now, sampleId);
  await insertSampleImports(ctx, now, sampleId);
  await insertSampleLargeImports(ctx, now, sampleId);
  await insertSampleLiveImports(ctx, now);
  await insertSampleExports(ctx, now, sampleId);
  await insertSampleKeys(ctx, now);
  const people = await addPeople(ctx, [owner, jonas], now);
  await age(ctx, now);
  await tell(ctx, await ctxOf(jonas, full), now);
  await people.tell();
  await insertSampleWebhooks(ctx, now);
  return {
    owner,
    full,
    empty,
    files: await sampleFiles(now, await signingKeyOf(ctx.tenantId)),
    invitation: people.invitation,
  };
}

async function insert(ctx: WorkspaceCtx, sample: SampleCredential, now: number): Promise<void> {
  const id = sampleId(sample.identifier);
  const { settings, secret, audience: own } = readDraft(sample);
  const audience = sample.refreshedAt === undefined ? own : [...new Set([...own, sample.refreshedAt])].toSorted();
  const place = { tenantId: ctx.tenantId, workspaceId: ctx.workspaceId };
  const versions = await versionsOf(ctx, sample, { credentialId: id, settings, secret, audience });
  const [code, message, fix] = sample.trouble ?? [sample.state, wordsOf(sample), null];
  const checkedAt = sample.checks.count > 0 ? now - 4 * minuteMs : null;
  await transact(async (tx) => {
    await tx.insert(credentials).values({
      ...place,
      id,
      identifier: sample.identifier,
      name: sample.name,
      nameKey: nameKey(sample.name),
      component: sample.component,
      authType: sample.authType,
      environment: sample.environment,
      settings,
      metadata: {},
      audience: [...audience],
      version: versions.length,
      revision: versions.length,
      state: sample.state,
      stateCode: code,
      stateMessage: message,
      stateFix: fix,
      account: sample.account ?? null,
      checkedAt,
      expiresAt: sample.expiresInDays === undefined ? null : now + sample.expiresInDays * dayMs,
      createdAt: now - sample.createdDaysAgo * dayMs,
      createdBy: ctx.actor.id,
      updatedAt: now - dayMs,
      deletedAt: sample.deletedDaysAgo === undefined ? null : now - sample.deletedDaysAgo * dayMs,
      deletedBy: sample.deletedDaysAgo === undefined ? null : 'Jonas Lind',
    });
    for (const version of versions) await version.add(tx, now - version.daysAgo * dayMs);
    if (usesOf(sample.identifier, 'active') > 0)
      await tx.insert(lastUses).values({ ...place, credentialId: id, at: now - 9 * minuteMs });
  });
  const checks = checksOf(sample, versions, now).map((check) => ({ ...place, credentialId: id, ...check }));
  for (let at = 0; at < checks.length; at += 30)
    await transact(async (tx) => {
      await tx.insert(verifications).values(checks.slice(at, at + 30));
    });
}

const wordsOf = ({ state, account }: SampleCredential): string =>
  state === 'passed' ? `Connected${account ? ` as ${account}` : ''}.` : 'There is no way to check it.';

type Sealed = Pick<Parameters<typeof prepareVersion>[1], 'credentialId' | 'settings' | 'secret' | 'audience'>;

/** What has been used for long has been replaced before. */
async function versionsOf(ctx: WorkspaceCtx, sample: SampleCredential, sealed: Sealed) {
  const first = { daysAgo: sample.createdDaysAgo, by: 'Jonas Lind', reason: 'created' as VersionReason };
  const later =
    usesOf(sample.identifier) === 3
      ? [
          { daysAgo: 80, by: 'Mara Okafor', reason: 'replaced' as VersionReason },
          { daysAgo: 1, by: 'Mara Okafor', reason: 'override' as VersionReason },
        ]
      : [];
  return Promise.all(
    [first, ...later].map(async ({ daysAgo, by, reason }, at) => ({
      daysAgo,
      add: await prepareVersion(as(ctx, by), { ...sealed, number: at + 1, reason }),
    })),
  );
}

const as = (ctx: WorkspaceCtx, label: string): WorkspaceCtx => mintCtx({ ...ctx, actor: { ...ctx.actor, label } });

type Outcome = typeof verifications.$inferSelect.outcome;

function checksOf({ checks, state, trouble }: SampleCredential, versions: readonly { daysAgo: number }[], now: number) {
  return Array.from({ length: checks.count }, (_, index) => {
    const at = now - 4 * minuteMs - index * (checks.everyHours ?? 24) * hourMs;
    const hasFailed = checks.failed?.includes(index) ?? false;
    const outcome: Outcome = hasFailed ? 'failed' : state === 'not_testable' ? state : 'passed';
    return {
      id: newId('ver', at),
      at,
      version: versions.filter((one) => now - one.daysAgo * dayMs <= at).length || 1,
      outcome,
      code: hasFailed ? (trouble?.[0] ?? 'timeout') : outcome,
      message: hasFailed ? (trouble?.[1] ?? 'The host did not answer in time.') : 'Connected.',
      durationMs: hasFailed ? (trouble ? 71 : 5_000) : 164 + ((index * 37) % 41) + (index % 29 === 17 ? 80 : 0),
      actorLabel: index % 7 === 3 ? 'Mara Okafor' : 'Keyhaven',
    };
  });
}

const agents = { here: 'Mozilla/5.0 (X11; Linux x64) Chrome/148.0', elsewhere: 'Mozilla/5.0 (Mac OS X) Firefox/151.0' };

/** The cookie of a session of this morning, beside one elsewhere; others of this person have ended. */
export async function openSession({ user }: Person): Promise<string> {
  const cookie = newToken();
  const now = systemClock();
  const row = (agent: string, hoursAgo: number, token: string) => ({
    id: newId('ses', now),
    tokenHash: tokenHash(token),
    userId: user.userId,
    createdAt: now - hoursAgo * hourMs,
    seenAt: now - (hoursAgo - 3) * hourMs,
    expiresAt: now + dayMs,
    address: '127.0.0.1',
    agent,
  });
  await transact(async (tx) => {
    await tx.delete(sessions).where(eq(sessions.userId, user.userId));
    await tx.insert(sessions).values([row(agents.here, 3, cookie), row(agents.elsewhere, 9, newToken())]);
  });
  return cookie;
}

/**
 * Lets people sign in at a vault whose first run is not over, as the owner of a sample is made without it. What is
 * answered shuts it again, for whoever has yet to walk through the first run.
 */
export async function openDoor(): Promise<() => Promise<void>> {
  const before = (await findInstallation())?.setupDoneAt ?? null;
  const set = (setupDoneAt: number | null) =>
    transact(async (tx) => {
      await tx.update(installation).set({ setupDoneAt });
    });
  await set(before ?? systemClock());
  return () => set(before);
}

/** The tenant was not made this minute. */
async function age(ctx: WorkspaceCtx, now: number): Promise<void> {
  await transact(async (tx) => {
    await tx
      .update(workspaces)
      .set({ createdAt: now - 260 * dayMs })
      .where(eq(workspaces.tenantId, ctx.tenantId));
    const founders = and(eq(members.tenantId, ctx.tenantId), inArray(members.role, ['owner', 'admin']));
    await tx
      .update(members)
      .set({ createdAt: now - 260 * dayMs })
      .where(founders);
    await tx.delete(audit).where(eq(audit.tenantId, ctx.tenantId));
  });
}

function targetOf({ targetKind, targetLabel }: { targetKind: string; targetLabel: string }, identifier?: string) {
  if (identifier) return sampleId(identifier);
  return targetKind === 'import' ? sampleImportId(targetLabel) : targetLabel;
}

async function tell(mara: WorkspaceCtx, jonas: WorkspaceCtx, now: number): Promise<void> {
  const engine = mintCtx({ ...mara, address: '', actor: { kind: 'system' as const, id: 'jobs', label: 'Keyhaven' } });
  const recorders = {
    mara: await recorder(mara),
    jonas: await recorder(jonas),
    keyhaven: await recorder(engine),
  };
  await transact(async (tx) => {
    for (const { by, minutesAgo, identifier, ...entry } of sampleStory)
      await recorders[by](tx, now - minutesAgo * minuteMs, {
        ...entry,
        targetId: targetOf(entry, identifier),
      });
  });
}
