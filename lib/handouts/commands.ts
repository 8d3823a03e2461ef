import { and, eq, isNull, lte, or } from 'drizzle-orm';
import { compareAndSet } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { recorderFrom } from '#lib/audit/commands.ts';
import { minuteMs } from '#lib/clock.ts';
import { ofWorkspace } from '#lib/credentials/queries.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { isAppError } from '#lib/errors.ts';
import { openFresh } from '#lib/grants/commands.ts';
import { keyring } from '#lib/keys/queries.ts';
import { openSealed, type OpenedVersion } from '#lib/versions/queries.ts';
import { handoutDto, isFresh, refuseUnusable } from './model.ts';
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
  return openSealed(row.sealed).catch((error: unknown) => {
    if (!isAppError(error, 'UNREADABLE')) throw error;
    return openFresh(ctx, row, validMs);
  });
}

/** For people, when it was last used is a matter of minutes: one write for all handouts of one. */
async function writeDown(ctx: WorkspaceCtx, row: Usable, version: number): Promise<void> {
  const ring = await keyring();
  const record = recorderFrom(await ring.find(ctx.tenantId, row.keyId), ctx);
  await compareAndSet(async (tx, now) => {
    const isOlder = or(isNull(credentials.lastUsedAt), lte(credentials.lastUsedAt, now - minuteMs));
    if ((row.lastUsedAt ?? 0) <= now - minuteMs)
      await tx
        .update(credentials)
        .set({ lastUsedAt: now })
        .where(and(ofWorkspace(ctx), eq(credentials.id, row.id), isOlder));
    await record(tx, now, {
      action: 'credential.token_issued',
      targetKind: 'credential',
      targetId: row.id,
      targetLabel: row.name,
      detail: { version },
    });
  });
}
