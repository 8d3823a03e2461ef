import type { AuthType, Settings } from '#db/schema/credentials.ts';
import { findComponent } from '#lib/catalog/catalog.ts';
import { findMethod } from '#lib/catalog/schema.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { isAppError } from '#lib/errors.ts';
import { canonicalJson } from '#lib/json.ts';
import { listActiveFlows } from '#lib/uses/queries.ts';
import type { Secret } from '#lib/versions/model.ts';
import { openVersion, type OpenedVersion } from '#lib/versions/queries.ts';
import { diffOf, isOlder, type FieldWords } from './model.ts';
import type { ConflictDto } from './schema.ts';

/** What an item meets: the credential, and its secret where it opens. */
export interface Met extends Pick<ConflictDto, 'by' | 'overrideRefused'> {
  readonly here: {
    readonly id: string;
    readonly identifier: string;
    readonly name: string;
    readonly environment: string;
    readonly version: number;
  };
  readonly stored: OpenedVersion | null;
}

/** What the file says of it. */
export interface FileSide {
  readonly name: string;
  readonly identifier: string | null;
  readonly component: string;
  readonly authType: AuthType;
  readonly environment: string;
  readonly settings: Settings;
  /** Epoch milliseconds. */
  readonly savedAt: number | null;
  readonly isSame: boolean;
}

/** Both sides of a conflict and what an override would touch; secrets are compared, never shown. */
export async function describeConflict(ctx: WorkspaceCtx, met: Met, file: FileSide): Promise<ConflictDto> {
  const { here, by, overrideRefused, stored } = met;
  const flows = await listActiveFlows(ctx, here.id);
  const savedAt = stored?.savedAt ?? null;
  const secret = { version: here.version, savedAt, isSame: file.isSame };
  return {
    by,
    id: here.id,
    name: here.name,
    activeFlows: flows.map((flow) => flow.name),
    overrideRefused,
    older:
      file.savedAt !== null && savedAt !== null && isOlder(file.savedAt, savedAt)
        ? { file: file.savedAt, here: savedAt }
        : null,
    diff: diffOf({ ...here, settings: stored?.settings ?? {} }, file, wordsOf(file), secret),
  };
}

function wordsOf(item: Pick<FileSide, 'component' | 'authType'>): Map<string, FieldWords> {
  const entry = findComponent(item.component);
  const method = entry && !('broken' in entry) ? findMethod(entry, item.authType) : null;
  const fields = method?.fields.filter((field) => !field.secret) ?? [];
  return new Map(
    fields.map(({ name: key, label, options }) => {
      const valueWords = new Map(options?.map((option) => [option.value, option.label]));
      return [key, { label, valueWords }];
    }),
  );
}

/** What is here, opened for the comparison; null where its seal does not hold. */
export async function storedVersion(
  ctx: WorkspaceCtx,
  here: Pick<Met['here'], 'id' | 'version'>,
): Promise<OpenedVersion | null> {
  return openVersion(ctx, here.id, here.version).catch((error: unknown) => {
    if (isAppError(error, 'UNREADABLE')) return null;
    throw error;
  });
}

/** Only a file that carries the very version is told that it does: a preview is no place to try secrets out. */
export const isSameVersion = (
  stored: OpenedVersion | null,
  file: { readonly id: string | null; readonly secret: Secret },
): boolean =>
  stored !== null && stored.versionId === file.id && canonicalJson(stored.secret) === canonicalJson(file.secret);
