import { insertCredential, proven } from '#lib/credentials/commands.ts';
import { pickDraft, type Draft } from '#lib/credentials/model.ts';
import { freeName, requireRow } from '#lib/credentials/queries.ts';
import type { SavedDto } from '#lib/credentials/schema.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { openFresh } from '#lib/grants/commands.ts';

/** A second credential like the first, under a free name, proved once more. */
export async function duplicateCredential(ctx: WorkspaceCtx, id: string): Promise<SavedDto> {
  authorise(ctx, 'credential.create');
  const row = await requireRow(ctx, id);
  const { settings, audience, secret } = await openFresh(ctx, row);
  if (row.authType === 'oauth2' && secret['refreshToken'] !== undefined) throw sharedToken(row.name);
  const draft: Draft = { ...pickDraft(row), settings, audience, secret, notices: [] };
  const result = await proven(ctx, draft, true);
  const name = await freeName(ctx, row.component, row.name);
  // A consumer has one connection of a kind; the copy is theirs, and no connection.
  return insertCredential(ctx, { ...row, name, connectionKey: null }, draft, result, 'duplicated');
}

const sharedToken = (name: string) =>
  new AppError(
    'STATE_INVALID',
    `${name} cannot be duplicated: two credentials that share one refresh token end each other. Connect again under a new name.`,
  );
