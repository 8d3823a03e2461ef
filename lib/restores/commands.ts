import { proven, refuseChanged, saveVersion } from '#lib/credentials/commands.ts';
import { pickDraft, type Draft } from '#lib/credentials/model.ts';
import { requireRow } from '#lib/credentials/queries.ts';
import type { SavedDto } from '#lib/credentials/schema.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { factsOf } from '#lib/grant-rows/model.ts';
import { untilKept } from '#lib/grants/commands.ts';
import { refuseTakenBack } from '#lib/grants/queries.ts';
import { tokenFields } from '#lib/versions/model.ts';
import { openVersion, type OpenedVersion } from '#lib/versions/queries.ts';
import type { RestoreInput } from './schema.ts';

/**
 * Makes an older version current again, after the app has accepted it.
 * @throws AppError OAU-301 where access was taken back: only a person begins it anew; STATE_INVALID where the tokens of the
 *   older version were removed, and where it signed in by tokens and does not by now, or the other way round
 */
export async function restoreVersion(ctx: WorkspaceCtx, input: RestoreInput): Promise<SavedDto> {
  authorise(ctx, 'credential.update');
  const row = await requireRow(ctx, input.id);
  refuseChanged(row, input.revision);
  return untilKept(ctx, row.id, async (keeps) => {
    if (row.authType === 'oauth2') await refuseTakenBack(ctx, row);
    const old = await openVersion(ctx, row.id, input.number);
    refuseOtherWay(row, old);
    refuseEmpty(old);
    const draft: Draft = { ...pickDraft(row), ...old, notices: [] };
    const result = await proven(ctx, draft, true);
    return saveVersion(ctx, row, { ...row, ...draft, reason: 'restored' }, result, keeps);
  });
}

/** In the row of a key tokens would be handed out, all of them; and a key is no token. */
function refuseOtherWay({ authType, name }: Pick<Draft, 'authType'> & { name: string }, old: OpenedVersion): void {
  const isOfTokens =
    factsOf(old) !== null || (authType === 'oauth2' && tokenFields.some((field) => field in old.secret));
  if (isOfTokens === (authType === 'oauth2')) return;
  throw new AppError(
    'STATE_INVALID',
    `${name} signs in another way by now than in this version. Connect it again instead.`,
  );
}

/** Tokens that had ended are taken out of their version: what is left signs nobody in. */
function refuseEmpty(old: OpenedVersion): void {
  const facts = factsOf(old);
  if (!facts || facts.hasAccessToken || facts.isRefreshable) return;
  throw new AppError(
    'STATE_INVALID',
    'The tokens of this version had ended and were removed. Connect it again instead.',
  );
}
