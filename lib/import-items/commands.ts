import { and, eq, inArray } from 'drizzle-orm';
import type { Tx } from '#db/client.ts';
import { credentials, credentialVersions } from '#db/schema/credentials.ts';
import type { AuditEntry, BatchRecorder } from '#lib/audit/commands.ts';
import { isOlder } from '#lib/conflicts/model.ts';
import { targetOf, unproved } from '#lib/credentials/model.ts';
import { live, ofWorkspace, takenAmong } from '#lib/credentials/queries.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { newId, newIdentifier } from '#lib/ids.ts';
import { nameKey } from '#lib/names.ts';
import { insertVersions, sealVersion, type SealedVersion } from '#lib/versions/commands.ts';
import { ofCurrentVersion } from '#lib/versions/queries.ts';
import type { Creating, Overriding, Wanted, Written } from './model.ts';

/** An item whose secret is sealed for the place it will have. */
export interface Prepared<W extends Wanted = Wanted> {
  readonly wanted: W;
  readonly id: string;
  readonly version: SealedVersion;
}

/** Seals what an item holds, before the transaction. */
export async function prepareItem(ctx: WorkspaceCtx, wanted: Wanted): Promise<Prepared> {
  const id = wanted.kind === 'create' ? newId('crd') : wanted.here.id;
  const { version: origin, draft } = wanted;
  const version = await sealVersion(ctx, {
    ...draft,
    credentialId: id,
    number: wanted.kind === 'create' ? (origin?.number ?? 1) : wanted.here.version + 1,
    reason: wanted.kind === 'create' ? 'imported' : 'override',
    ...(origin ? { origin: { id: origin.id, savedAt: origin.savedAt.getTime() } } : {}),
  });
  return { wanted, id, version };
}

export interface Terms {
  readonly record: BatchRecorder;
  /** Null: nobody has asked for checks. */
  readonly verifyDueAt: number | null;
  /** Whether to look first which names and identifiers are taken. Without it a taken one is a unique violation. */
  readonly isWary: boolean;
}

/**
 * Writes items, a few hundred at the most, each with its version and its audit row. What no longer meets what it met is
 * left alone and told.
 */
export async function writeItems(
  tx: Tx,
  ctx: WorkspaceCtx,
  now: number,
  prepared: readonly Prepared[],
  terms: Terms,
): Promise<Written[]> {
  // Overrides first: what they leave alone is what the names of the new ones were chosen around.
  const overrides = await writeOverrides(tx, ctx, now, prepared.filter(isOverride), terms);
  const creations = await writeCreations(tx, ctx, now, prepared.filter(isCreation), terms);
  const written = [...overrides, ...creations];
  const stored = new Set(written.flatMap((one) => (one.kind === 'stored' ? [one.i] : [])));
  const kept = prepared.filter(({ wanted }) => stored.has(wanted.i));
  await insertVersions(
    tx,
    now,
    kept.map((one) => one.version),
  );
  await terms.record(tx, now, written.flatMap(entryOf));
  return written;
}

const isOverride = (one: Prepared): one is Prepared<Overriding> => one.wanted.kind === 'override';
const isCreation = (one: Prepared): one is Prepared<Creating> => one.wanted.kind === 'create';

async function writeCreations(
  tx: Tx,
  ctx: WorkspaceCtx,
  now: number,
  prepared: readonly Prepared<Creating>[],
  { verifyDueAt, isWary }: Terms,
): Promise<Written[]> {
  const isTaken = isWary ? await takenPlaces(tx, ctx, prepared) : () => false;
  const free = prepared.filter((one) => !isTaken(one.wanted));
  const rows = free.map(({ wanted, id, version }): typeof credentials.$inferInsert => ({
    tenantId: ctx.tenantId,
    workspaceId: ctx.workspaceId,
    id,
    identifier: wanted.identifier ?? newIdentifier(wanted.component),
    name: wanted.name,
    nameKey: nameKey(wanted.name),
    component: wanted.component,
    authType: wanted.authType,
    environment: wanted.environment,
    settings: wanted.draft.settings,
    metadata: wanted.metadata,
    audience: [...wanted.draft.audience],
    version: version.place.number,
    revision: 1,
    ...unproved(verifyDueAt),
    expiresAt: null,
    createdAt: now,
    createdBy: ctx.actor.id,
    updatedAt: now,
  }));
  await tx.insertMany(credentials, rows);
  return prepared.map(({ wanted, id, version }): Written => {
    const { i, name, component } = wanted;
    if (isTaken(wanted)) return { i, kind: 'changed', name, component };
    const outcome = { outcome: 'created', isOlder: false, revision: 1, versionAfter: version.place.number } as const;
    return { i, kind: 'stored', facts: { i, name, component, credentialId: id, ...outcome } };
  });
}

/** Names and identifiers that somebody else has by now. */
async function takenPlaces(tx: Tx, ctx: WorkspaceCtx, prepared: readonly Prepared<Creating>[]) {
  const names = new Map<string, Set<string>>();
  for (const component of new Set(prepared.map(({ wanted }) => wanted.component))) {
    const own = prepared.filter(({ wanted }) => wanted.component === component);
    const keys = own.map(({ wanted }) => nameKey(wanted.name));
    names.set(component, await takenAmong(ctx, component, keys, tx));
  }
  const wantedIds = prepared.flatMap(({ wanted }) => wanted.identifier ?? []);
  const identifiers = new Set<string>();
  if (wantedIds.length > 0) {
    const rows = await tx
      .select({ identifier: credentials.identifier })
      .from(credentials)
      .where(and(ofWorkspace(ctx), live, inArray(credentials.identifier, wantedIds)));
    for (const row of rows) identifiers.add(row.identifier);
  }
  return (one: Creating): boolean =>
    names.get(one.component)?.has(nameKey(one.name)) === true ||
    (one.identifier !== null && identifiers.has(one.identifier));
}

async function writeOverrides(
  tx: Tx,
  ctx: WorkspaceCtx,
  now: number,
  prepared: readonly Prepared<Overriding>[],
  { verifyDueAt }: Terms,
): Promise<Written[]> {
  const before = await readBefore(tx, ctx, prepared);
  const written: Written[] = [];
  for (const { wanted, id, version } of prepared) {
    const { i, here, draft, component } = wanted;
    const was = before.get(id);
    const [row] = await tx
      .update(credentials)
      .set({
        environment: wanted.environment,
        settings: draft.settings,
        metadata: wanted.metadata,
        audience: [...draft.audience],
        version: version.place.number,
        revision: here.revision + 1,
        ...unproved(verifyDueAt),
        updatedAt: now,
      })
      .where(and(ofWorkspace(ctx), live, eq(credentials.id, id), eq(credentials.revision, here.revision)))
      .returning({ id: credentials.id });
    if (!row || !was) {
      written.push({ i, kind: 'changed', name: was?.name ?? '', component });
      continue;
    }
    const savedAt = wanted.version?.savedAt.getTime() ?? null;
    written.push({
      i,
      kind: 'stored',
      facts: {
        i,
        name: was.name,
        component,
        outcome: 'overridden',
        isOlder: isOlder(savedAt, was.savedAt),
        credentialId: id,
        revisionBefore: here.revision,
        revision: here.revision + 1,
        versionBefore: here.version,
        versionAfter: version.place.number,
        environmentBefore: was.environment,
        metadataBefore: was.metadata,
      },
    });
  }
  return written;
}

/** What an undo gives back beside the version. */
async function readBefore(tx: Tx, ctx: WorkspaceCtx, prepared: readonly Prepared[]) {
  if (prepared.length === 0) return new Map<string, never>();
  const ids = prepared.map((one) => one.id);
  const rows = await tx
    .select({
      id: credentials.id,
      name: credentials.name,
      environment: credentials.environment,
      metadata: credentials.metadata,
      savedAt: credentialVersions.savedAt,
    })
    .from(credentials)
    .leftJoin(credentialVersions, ofCurrentVersion)
    .where(and(ofWorkspace(ctx), live, inArray(credentials.id, ids)));
  return new Map(rows.map((row) => [row.id, row]));
}

function entryOf(written: Written): AuditEntry[] {
  if (written.kind === 'changed') return [];
  const { credentialId: id, name, component, i, outcome } = written.facts;
  const action = outcome === 'created' ? 'credential.imported' : 'credential.overridden';
  return [{ action, ...targetOf({ id, name }), detail: { component, item: i } }];
}
