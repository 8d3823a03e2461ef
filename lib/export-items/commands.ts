import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Tx } from '#db/client.ts';
import { exportItems } from '#db/schema/exports.ts';
import type { BatchRecorder } from '#lib/audit/commands.ts';
import { frameBytesOf } from '#lib/bson/write.ts';
import { targetOf } from '#lib/credentials/model.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { AppError, isAppError, notFound } from '#lib/errors.ts';
import { keyring } from '#lib/keys/queries.ts';
import type { Keyring } from '#lib/vault/keyring.ts';
import { openOrQuarantine } from '#lib/versions/commands.ts';
import { itemOf, selectChosen, type ChosenRow } from './queries.ts';
import { pageSize, type Selection } from './schema.ts';

/** A part of what was chosen, each opened and measured once. */
export interface Page {
  readonly items: readonly Looked[];
  /** How many can travel, and the bytes they take in a file. */
  readonly count: number;
  readonly bytes: number;
  readonly isLast: boolean;
}

interface Looked {
  readonly row: ChosenRow;
  readonly bytes: number;
  /** Code of why it does not travel. */
  readonly leftOut: string | null;
}

/**
 * The next page after that id. Of credentials chosen one by one, all are there and can travel; of many, what cannot be
 * read is put aside, and told.
 * @throws AppError NOT_FOUND, UNREADABLE, IMP-210, INPUT_INVALID, TOO_LARGE for one of those chosen one by one.
 */
export async function lookAt(ctx: WorkspaceCtx, chosen: Selection, after: string | null): Promise<Page> {
  const rows = await selectChosen(ctx, chosen, after);
  const isOneByOne = chosen.scope === 'selected';
  if (isOneByOne && rows.length < new Set(chosen.ids).size) throw notFound('One of these credentials');
  const keys = await keyring();
  const items: Looked[] = [];
  for (const row of rows) {
    const looked = await look(ctx, keys, row);
    if ('error' in looked && isOneByOne) throw refusalOf(row, looked.error);
    items.push(looked);
    if (items.length % 50 === 0) await nextTurn();
  }
  return {
    items,
    count: items.filter((one) => one.leftOut === null).length,
    bytes: items.reduce((sum, one) => sum + one.bytes, 0),
    isLast: isOneByOne || rows.length < pageSize,
  };
}

async function look(
  ctx: WorkspaceCtx,
  keys: Keyring,
  row: ChosenRow,
): Promise<Looked | (Looked & { error: AppError })> {
  try {
    return { row, bytes: frameBytesOf(await itemOf(ctx, keys, row), 1), leftOut: null };
  } catch (error) {
    if (!isAppError(error)) throw error;
    // Says so on its row from now on, as anything else would that opens it.
    if (error.code === 'UNREADABLE') await openOrQuarantine(ctx, row).catch(() => undefined);
    return { row, bytes: 0, leftOut: error.code, error };
  }
}

function refusalOf({ id, name }: ChosenRow, { code, message, detail }: AppError): AppError {
  const why = code === 'UNREADABLE' ? 'cannot be read: its seal does not hold.' : `cannot be exported. ${message}`;
  return new AppError(code, `${name} ${why} Nothing was exported.`, { ...detail, id, name });
}

/** Part of a command: writes the page down, and that each of it is exported. `from` have been looked at before it. */
export async function writePage(
  tx: Tx,
  ctx: WorkspaceCtx,
  now: number,
  { exportId, from, page }: { exportId: string; from: number; page: Page },
  record: BatchRecorder,
): Promise<void> {
  if (page.items.length === 0) return;
  const place = { tenantId: ctx.tenantId, workspaceId: ctx.workspaceId, exportId };
  await tx.insertMany(
    exportItems,
    page.items.map(({ row, leftOut }, at) => ({
      ...place,
      i: from + at + 1,
      targetId: row.id,
      name: row.name,
      leftOut,
      component: row.component,
      identifier: row.identifier,
      authType: row.authType,
      environment: row.environment,
      metadata: row.metadata,
      version: row.version,
    })),
  );
  const travelling = page.items.filter((one) => one.leftOut === null);
  const entries = travelling.map(({ row }) => ({
    action: 'credential.exported',
    ...targetOf(row),
    detail: { exportId },
  }));
  await record(tx, now, entries);
}
