import { compareAndSet } from '#db/client.ts';
import { recorderFrom } from '#lib/audit/commands.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { isAppError } from '#lib/errors.ts';
import { openFresh } from '#lib/grants/commands.ts';
import { keyring } from '#lib/keys/queries.ts';
import { noteUse } from '#lib/last-uses/commands.ts';
import { openSealed, type OpenedVersion } from '#lib/versions/queries.ts';
import { handoutDto, isFresh, refuseUnusable, sealedOf } from './model.ts';
import { requireUsable, type Usable } from './queries.ts';
import type { Asked, HandoutDto } from './schema.ts';

/**
 * What a flow acts with, fresh. That it was given is on disk before it is answered.
 * @param validMs a token that ends sooner is refreshed first, where its provider gives another
 * @throws AppError NOT_FOUND, CONNECTION_DISABLED, UNREADABLE; OAU-301 when a person has to connect it again; OAU-302, with
 *   `retryAt`, while the provider gives no token and none lives any more
 */
export async function handOut(ctx: WorkspaceCtx, asked: Asked, validMs?: number): Promise<HandoutDto> {
  authorise(ctx, 'credential.use');
  const row = await requireUsable(ctx, asked);
  refuseUnusable(row);
  const version = await opened(ctx, row, validMs);
  await writeDown(ctx, row, version.number);
  return handoutDto(row, version);
}

/** What was read in one go will do while its token lives. Else, and where it cannot be read, it is seen to first. */
async function opened(ctx: WorkspaceCtx, row: Usable, validMs?: number): Promise<OpenedVersion> {
  if (!isFresh(row, validMs)) return openFresh(ctx, row, validMs);
  return openSealed(sealedOf(ctx, row)).catch((error: unknown) => {
    if (!isAppError(error, 'UNREADABLE')) throw error;
    return openFresh(ctx, row, validMs);
  });
}

async function writeDown(ctx: WorkspaceCtx, row: Usable, version: number): Promise<void> {
  const { tenantId } = ctx;
  const ring = await keyring();
  const record = recorderFrom(await ring.find(tenantId, row.keyId), ctx);
  await compareAndSet((tx, now) =>
    record(tx, now, {
      action: 'credential.token_issued',
      targetKind: 'credential',
      targetId: row.id,
      targetLabel: row.name,
      detail: { version },
    }),
  );
  noteUse(ctx, row.id);
}
