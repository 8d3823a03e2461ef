import { and, eq, gt, isNotNull, isNull, lte, ne, notInArray, sql } from 'drizzle-orm';
import { transact, type Tx } from '#db/client.ts';
import { inList } from '#db/in-list.ts';
import { connections } from '#db/schema/connections.ts';
import { credentials, credentialVersions, type Settings } from '#db/schema/credentials.ts';
import { importItems, imports } from '#db/schema/imports.ts';
import { workspaces } from '#db/schema/tenants.ts';
import { recorder } from '#lib/audit/commands.ts';
import { dayMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { isAppError } from '#lib/errors.ts';
import { writeGrants, type GrantHints } from '#lib/grant-rows/commands.ts';
import { factsOf, type GrantFacts } from '#lib/grant-rows/model.ts';
import { newId } from '#lib/ids.ts';
import { keyring } from '#lib/keys/queries.ts';
import type { DataKey } from '#lib/vault/keyring.ts';
import { seal, sealWith } from '#lib/vault/seal.ts';
import { versionsKeptMin } from '#lib/workspaces/schema.ts';
import { bindingOf, encodeSealed, type Secret } from './model.ts';
import { openVersion, type OpenedVersion } from './queries.ts';
import { undoDays } from './schema.ts';

export type VersionReason = typeof credentialVersions.$inferSelect.reason;

export interface NewVersion {
  readonly credentialId: string;
  readonly number: number;
  readonly secret: Secret;
  readonly settings: Settings;
  readonly audience: readonly string[];
  readonly reason: VersionReason;
  /** Of a version that came in a file: its own id and time. */
  readonly origin?: { readonly id: string; readonly savedAt: number };
  /** Of tokens that a provider has just given. */
  readonly hints?: GrantHints;
}

/** A version that is sealed and not stored yet. */
export interface SealedVersion {
  readonly place: Place & { readonly audience: readonly string[] };
  readonly row: (now: number) => typeof credentialVersions.$inferInsert;
  readonly reason: VersionReason;
  /** Null: there are no tokens to keep alive in it. */
  readonly grant: { readonly facts: GrantFacts; readonly hints: GrantHints; readonly isConnected: boolean } | null;
}

/** Seals a secret before the transaction; the result inserts it inside, and lets the oldest go. */
export async function prepareVersion(
  ctx: WorkspaceCtx,
  version: NewVersion,
): Promise<(tx: Tx, now: number) => Promise<void>> {
  const sealed = await sealVersion(ctx, version);
  return (tx, now) => insertVersions(tx, now, [sealed]);
}

/** The same in two steps, for many at once. The tenant's current data key is asked for where it is not at hand. */
export async function sealVersion(ctx: WorkspaceCtx, version: NewVersion, dataKey?: DataKey): Promise<SealedVersion> {
  const place = { tenantId: ctx.tenantId, workspaceId: ctx.workspaceId, ...pick(version) };
  const key = dataKey ?? (await (await keyring()).current(ctx.tenantId));
  const sealed = sealWith(key, bindingOf(place), encodeSealed(version));
  const row: SealedVersion['row'] = (now) => ({
    ...place,
    audience: [...version.audience],
    secretFields: Object.keys(version.secret).toSorted(),
    versionId: version.origin?.id ?? newId('ver', now),
    sealed,
    // A clock that is ahead, or a lie: whatever is saved after it would count as older.
    savedAt: Math.min(version.origin?.savedAt ?? now, now),
    savedBy: ctx.actor.id,
    savedByLabel: ctx.actor.label,
    reason: version.reason,
  });
  return { place, row, reason: version.reason, grant: grantOf(version) };
}

function grantOf(version: NewVersion): SealedVersion['grant'] {
  const facts = factsOf(version);
  const isConnected = version.reason === 'connected' || version.reason === 'reconnected';
  return facts && { facts, hints: version.hints ?? {}, isConnected };
}

/**
 * A few hundred at the most, of one workspace. The oldest of each credential go; the tokens of the new one are those to keep
 * alive.
 */
export async function insertVersions(tx: Tx, now: number, versions: readonly SealedVersion[]): Promise<void> {
  await tx.insertMany(
    credentialVersions,
    versions.map(({ row }) => row(now)),
  );
  for (const { place } of versions) await removeOldest(tx, place, now);
  await forgetImported(tx, versions);
  const granted = versions.flatMap(({ place, grant }) => (grant ? [{ place, ...grant }] : []));
  await writeGrants(tx, now, granted);
}

/**
 * Seals newer tokens of the same grant; the result puts them in the place of those in their version, as whose they are
 * exported and used. Answers whether that version is still kept.
 */
export async function prepareTokens(
  ctx: WorkspaceCtx,
  credentialId: string,
  version: Pick<OpenedVersion, 'number' | 'audience' | 'settings' | 'secret'>,
): Promise<(tx: Tx) => Promise<boolean>> {
  const { number, audience, secret } = version;
  const { tenantId, workspaceId } = ctx;
  const binding = bindingOf({ tenantId, workspaceId, credentialId, number, audience });
  const sealed = await seal(await keyring(), binding, encodeSealed(version));
  return async (tx) => {
    const kept = await tx
      .update(credentialVersions)
      .set({ sealed, secretFields: Object.keys(secret).toSorted() })
      .where(
        and(
          eq(credentialVersions.tenantId, tenantId),
          eq(credentialVersions.workspaceId, workspaceId),
          eq(credentialVersions.credentialId, credentialId),
          eq(credentialVersions.number, number),
        ),
      )
      .returning({ number: credentialVersions.number });
    return kept.length > 0;
  };
}

/** What was imported last is not what a connection has any more: sent again, it is news. An import itself knows its own anew. */
async function forgetImported(tx: Tx, versions: readonly SealedVersion[]): Promise<void> {
  const places = versions
    .filter(({ place, reason }) => place.number > 1 && reason !== 'settings')
    .map((one) => one.place);
  const [first] = places;
  if (!first) return;
  await tx
    .update(connections)
    .set({ importHash: null })
    .where(
      and(
        eq(connections.tenantId, first.tenantId),
        eq(connections.workspaceId, first.workspaceId),
        inList(
          connections.credentialId,
          places.map((one) => one.credentialId),
        ),
      ),
    );
}

interface Place {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly credentialId: string;
  readonly number: number;
}

/**
 * Numbers follow one another, so those to keep are the last of them, as many as the workspace says, and what an import
 * that can be undone overrode.
 */
async function removeOldest(tx: Tx, { tenantId, workspaceId, credentialId, number }: Place, now: number) {
  if (number <= versionsKeptMin) return;
  const kept = tx
    .select({ versionsKept: workspaces.versionsKept })
    .from(workspaces)
    .where(and(eq(workspaces.tenantId, tenantId), eq(workspaces.id, workspaceId)));
  const needed = tx
    .select({ number: importItems.versionBefore })
    .from(importItems)
    .innerJoin(
      imports,
      and(
        eq(imports.tenantId, importItems.tenantId),
        eq(imports.workspaceId, importItems.workspaceId),
        eq(imports.id, importItems.importId),
      ),
    )
    .where(
      and(
        eq(importItems.tenantId, tenantId),
        eq(importItems.workspaceId, workspaceId),
        eq(importItems.credentialId, credentialId),
        isNotNull(importItems.versionBefore),
        isNull(imports.undoneAt),
        gt(imports.appliedAt, now - undoDays * dayMs),
      ),
    );
  await tx
    .delete(credentialVersions)
    .where(
      and(
        eq(credentialVersions.tenantId, tenantId),
        eq(credentialVersions.workspaceId, workspaceId),
        eq(credentialVersions.credentialId, credentialId),
        lte(sql`${credentialVersions.number} + (${kept})`, number),
        notInArray(credentialVersions.number, needed),
      ),
    );
}

const pick = (version: NewVersion) => ({
  credentialId: version.credentialId,
  number: version.number,
  audience: version.audience,
});

interface Named {
  readonly id: string;
  readonly name: string;
}

/** The stored secret does not open: says so on its row, once, and leaves everything else in peace. */
async function quarantine(ctx: WorkspaceCtx, row: Named & { version: number }): Promise<void> {
  const record = await recorder(ctx);
  await transact(async (tx, now) => {
    const changed = await tx
      .update(credentials)
      .set({
        state: 'unreadable',
        stateCode: 'UNREADABLE',
        stateMessage: unreadableText,
        stateFix: unreadableFix,
        verifyDueAt: null,
      })
      .where(
        and(
          eq(credentials.tenantId, ctx.tenantId),
          eq(credentials.workspaceId, ctx.workspaceId),
          eq(credentials.id, row.id),
          eq(credentials.version, row.version),
          ne(credentials.state, 'unreadable'),
        ),
      )
      .returning({ id: credentials.id });
    if (changed.length > 0)
      await record(tx, now, {
        action: 'credential.quarantined',
        targetKind: 'credential',
        targetId: row.id,
        targetLabel: row.name,
      });
  });
}

const unreadableText = 'The stored secret cannot be read: its seal does not hold.';
const unreadableFix = 'Replace the secret, or restore the database from a backup.';

/** The current secret; where its seal does not hold, the row says so from now on. */
export async function openOrQuarantine(ctx: WorkspaceCtx, row: Named & { version: number }): Promise<OpenedVersion> {
  try {
    return await openVersion(ctx, row.id, row.version);
  } catch (error) {
    if (isAppError(error, 'UNREADABLE')) await quarantine(ctx, row);
    throw error;
  }
}
