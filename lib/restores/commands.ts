import { proven, refuseChanged, saveVersion } from '#lib/credentials/commands.ts';
import { pickDraft, type Draft } from '#lib/credentials/model.ts';
import { requireRow } from '#lib/credentials/queries.ts';
import type { SavedDto } from '#lib/credentials/schema.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { untilKept } from '#lib/grants/commands.ts';
import { openVersion } from '#lib/versions/queries.ts';
import type { RestoreInput } from './schema.ts';

/** Makes an older version current again, after the app has accepted it. */
export async function restoreVersion(ctx: WorkspaceCtx, input: RestoreInput): Promise<SavedDto> {
  authorise(ctx, 'credential.update');
  const row = await requireRow(ctx, input.id);
  refuseChanged(row, input.revision);
  return untilKept(ctx, row.id, async (keeps) => {
    const old = await openVersion(ctx, row.id, input.number);
    const draft: Draft = { ...pickDraft(row), ...old, notices: [] };
    const result = await proven(ctx, draft, true);
    return saveVersion(ctx, row, { ...row, ...draft, reason: 'restored' }, result, keeps);
  });
}
