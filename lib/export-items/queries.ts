import { setImmediate as nextTurn } from 'node:timers/promises';
import { and, asc, count, eq, gt, inArray, isNull } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { credentials, credentialVersions } from '#db/schema/credentials.ts';
import { exportItems } from '#db/schema/exports.ts';
import { systemClock } from '#lib/clock.ts';
import { filterOf, live, ofWorkspace } from '#lib/credentials/queries.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { keyring } from '#lib/keys/queries.ts';
import type { Keyring } from '#lib/vault/keyring.ts';
import { open } from '#lib/vault/seal.ts';
import { bindingOf, decodeSealed } from '#lib/versions/model.ts';
import { ofCurrentVersion } from '#lib/versions/queries.ts';
import { pageSize, type Selection } from './schema.ts';

function whereChosen(ctx: WorkspaceCtx, chosen: Selection) {
  const here = and(ofWorkspace(ctx), live);
  if (chosen.scope === 'all') return here;
  if (chosen.scope === 'selected') return and(here, inArray(credentials.id, chosen.ids));
  return and(here, eq(credentials.component, chosen.component), ...filterOf(chosen.filter, systemClock()));
}

export async function countChosen(ctx: WorkspaceCtx, chosen: Selection): Promise<number> {
  const [row] = await read().select({ n: count() }).from(credentials).where(whereChosen(ctx, chosen));
  return row?.n ?? 0;
}

const versionColumns = {
  versionId: credentialVersions.versionId,
  sealed: credentialVersions.sealed,
  audience: credentialVersions.audience,
  savedAt: credentialVersions.savedAt,
};

/** The next of what was chosen, each with its current version, by id: a new name meanwhile moves none of them. */
export const selectChosen = (ctx: WorkspaceCtx, chosen: Selection, after: string | null) =>
  read()
    .select({
      id: credentials.id,
      identifier: credentials.identifier,
      name: credentials.name,
      component: credentials.component,
      authType: credentials.authType,
      environment: credentials.environment,
      metadata: credentials.metadata,
      version: credentials.version,
      ...versionColumns,
    })
    .from(credentials)
    .leftJoin(credentialVersions, ofCurrentVersion)
    .where(and(whereChosen(ctx, chosen), after === null ? undefined : gt(credentials.id, after)))
    .orderBy(asc(credentials.id))
    .limit(chosen.scope === 'selected' ? chosen.ids.length : pageSize);

export type ChosenRow = Awaited<ReturnType<typeof selectChosen>>[number];

const ofExport = (ctx: WorkspaceCtx, exportId: string, after: number) =>
  and(
    eq(exportItems.tenantId, ctx.tenantId),
    eq(exportItems.workspaceId, ctx.workspaceId),
    eq(exportItems.exportId, exportId),
    gt(exportItems.i, after),
  );

/** What was chosen for one export, in its order. */
export const listItems = (ctx: WorkspaceCtx, exportId: string, after: number, limit: number) =>
  read()
    .select({
      i: exportItems.i,
      targetId: exportItems.targetId,
      name: exportItems.name,
      leftOut: exportItems.leftOut,
      component: exportItems.component,
      environment: exportItems.environment,
      version: exportItems.version,
    })
    .from(exportItems)
    .where(ofExport(ctx, exportId, after))
    .orderBy(asc(exportItems.i))
    .limit(limit);

const selectItems = (ctx: WorkspaceCtx, exportId: string, after: number) =>
  read()
    .select({
      i: exportItems.i,
      id: exportItems.targetId,
      identifier: exportItems.identifier,
      name: exportItems.name,
      component: exportItems.component,
      authType: exportItems.authType,
      environment: exportItems.environment,
      metadata: exportItems.metadata,
      version: exportItems.version,
      ...versionColumns,
    })
    .from(exportItems)
    .leftJoin(
      credentialVersions,
      and(
        eq(credentialVersions.tenantId, exportItems.tenantId),
        eq(credentialVersions.workspaceId, exportItems.workspaceId),
        eq(credentialVersions.credentialId, exportItems.targetId),
        eq(credentialVersions.number, exportItems.version),
      ),
    )
    .where(and(ofExport(ctx, exportId, after), isNull(exportItems.leftOut)))
    .orderBy(asc(exportItems.i))
    .limit(pageSize);

type Sealed = ChosenRow | Awaited<ReturnType<typeof selectItems>>[number];

/** The credential as it travels, its secret in clear: for a file's seal alone. UNREADABLE when its seal does not hold. */
export async function itemOf(ctx: WorkspaceCtx, keys: Keyring, row: Sealed) {
  const { identifier, name, component, authType, environment, metadata, version: number, versionId, sealed } = row;
  const audience = row.audience ?? [];
  if (sealed === null || number === null || row.savedAt === null)
    throw new AppError('UNREADABLE', 'The version that was chosen is not here.');
  const place = { tenantId: ctx.tenantId, workspaceId: ctx.workspaceId, credentialId: row.id, number, audience };
  const { settings, secret } = decodeSealed(await open(keys, bindingOf(place), sealed));
  const version = { id: versionId, number, savedAt: new Date(row.savedAt) };
  return { identifier, name, component, authType, environment, settings, metadata, secret, audience, version };
}

/** What goes into the file, in its order, as it was when it was chosen. Other requests have their turn between pages. */
export async function* itemsOf(ctx: WorkspaceCtx, exportId: string): AsyncGenerator<Record<string, unknown>> {
  const keys = await keyring();
  for (let after = 0; ;) {
    const rows = await selectItems(ctx, exportId, after);
    for (const row of rows) yield await itemOf(ctx, keys, row);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.i;
    await nextTurn();
  }
}
