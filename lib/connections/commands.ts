import type { Tx } from '#db/client.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import type { ConnectionInput, ImportResult } from './schema.ts';

/** Part of the same transaction, with what became of each item: the progress of a bulk import. */
export type Beside = (tx: Tx, now: number, results: readonly ImportResult[]) => Promise<void>;

/** Stores up to 200 connections in one transaction, in their order. One that cannot be read is refused alone. */
export async function importConnections(
  ctx: WorkspaceCtx,
  _items: readonly ConnectionInput[],
  _beside?: Beside,
): Promise<readonly ImportResult[]> {
  authorise(ctx, 'connection.import');
  throw new AppError('INTERNAL');
}

/** One; throws the refusal. */
export async function importConnection(ctx: WorkspaceCtx, item: ConnectionInput): Promise<ImportResult> {
  const [result] = await importConnections(ctx, [item]);
  if (!result) throw new AppError('INTERNAL');
  return result;
}
