import { compareAndSet } from '#db/client.ts';
import { recorderFrom } from '#lib/audit/commands.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { isAppError } from '#lib/errors.ts';
import { openFresh } from '#lib/grants/commands.ts';
import { keyring } from '#lib/keys/queries.ts';
import { noteUse } from '#lib/last-uses/commands.ts';
import { openSealed, type OpenedVersion } from '#lib/versions/queries.ts';
import { handoutDto, isFresh, refuseTakenBack, refuseUnusable, sealedOf } from './model.ts';
import { refuseEndedKey, requireStill, requireUsable, type Usable } from './queries.ts';
import type { Asked, HandoutDto } from './schema.ts';

interface Handing {
  /** A token that ends sooner is refreshed first, where its provider gives another. */
  readonly validMs?: number | undefined;
  /** For a provider, before this: what was allowed when it was asked for is looked at again, as after a wait here. */
  readonly hasWaited?: boolean;
}

/**
 * What a flow acts with, fresh. That it was given is on disk before it is answered.
 * @throws AppError NOT_FOUND, CONNECTION_DISABLED, UNREADABLE; OAU-301 when a person has to connect it again; OAU-302, with
 *   `retryAt`, while the provider gives no token and none lives any more; KEY_REFUSED when the key ended while it waited
 */
export async function handOut(
  ctx: WorkspaceCtx,
  asked: Asked,
  { validMs, hasWaited = false }: Handing = {},
): Promise<HandoutDto> {
  authorise(ctx, 'credential.use');
  const row = await requireUsable(ctx, asked);
  refuseUnusable(row);
  const atHand = isFresh(row, validMs) ? await openedAtOnce(ctx, row) : null;
  const version = atHand ?? (await openFresh(ctx, row, validMs));
  await writeDown(ctx, row, version.number, hasWaited || atHand === null);
  return handoutDto(row, version);
}

/** What was read in one go will do while its token lives. Null: it cannot be read, and is seen to first. */
const openedAtOnce = (ctx: WorkspaceCtx, row: Usable): Promise<OpenedVersion | null> =>
  openSealed(sealedOf(ctx, row)).catch((error: unknown) => {
    if (!isAppError(error, 'UNREADABLE')) throw error;
    return null;
  });

/** @param hasWaited for a provider, maybe minutes: what was allowed when it was asked for need not be any more */
async function writeDown(ctx: WorkspaceCtx, row: Usable, version: number, hasWaited: boolean): Promise<void> {
  const { tenantId } = ctx;
  const ring = await keyring();
  const record = recorderFrom(await ring.find(tenantId, row.keyId), ctx);
  await compareAndSet(async (tx, now) => {
    if (hasWaited) {
      await refuseEndedKey(tx, ctx, now);
      const still = await requireStill(tx, ctx, row.id);
      refuseUnusable(still);
      refuseTakenBack(still);
    }
    await record(tx, now, {
      action: 'credential.token_issued',
      targetKind: 'credential',
      targetId: row.id,
      targetLabel: row.name,
      detail: { version },
    });
  });
  noteUse(ctx, row.id);
}
