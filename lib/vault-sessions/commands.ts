import { issued, insertKey } from '#lib/api-keys/commands.ts';
import { recorder } from '#lib/audit/commands.ts';
import { systemClock } from '#lib/clock.ts';
import { ensureConsumer, upsertConsumer } from '#lib/consumers/commands.ts';
import { requireConsumer } from '#lib/consumers/queries.ts';
import { authorise, may, type WorkspaceCtx } from '#lib/ctx.ts';
import { env } from '#lib/env.ts';
import { keyring } from '#lib/keys/queries.ts';
import { believedOf, claimsOf, endOf, rowSettingsOf, scopesOf, signSession } from './model.ts';
import type { NewSession, SessionDto } from './schema.ts';

/**
 * A consumer's way to their own connections for a while, made for them by the tenant's product. The consumer is made when
 * there was none. Revoking the session ends it at the next request; revoking the key it was made with ends it right after
 * that key.
 * @throws AppError SESSION_REFUSED where a consumer's own token says where sign-ins end; INPUT_INVALID for more than a
 *   token has room for: neither makes or changes a consumer
 */
export async function createSession(ctx: WorkspaceCtx, consumer: string, asked: NewSession): Promise<SessionDto> {
  authorise(ctx, 'connection.import');
  authorise(ctx, 'credential.read');
  const input = believedOf(ctx, asked);
  const now = systemClock();
  const expiresAt = endOf(ctx, input, now);
  const dataKey = await (await keyring()).current(ctx.tenantId);
  const token = await signSession(dataKey, claimsOf(ctx.workspaceId, consumer, input), now, expiresAt);
  const { id: consumerId } = await keepConsumer(ctx, consumer, input);
  const record = await recorder(ctx);
  await issued(ctx, async (tx, at) => {
    await requireConsumer(ctx, consumerId, tx);
    await insertKey(tx, ctx, at, record, {
      kind: 'session',
      name: `Session of ${consumer}`,
      scopes: scopesOf(ctx, input),
      expiresAt,
      token,
      consumerId,
      settings: rowSettingsOf(input),
    });
  });
  return { sessionUri: `${env.address}/vault#token=${token}`, sessionToken: token, expiresAt };
}

/** Only who may change consumers: a consumer's own token leaves what is known of them as it is. */
const keepConsumer = (ctx: WorkspaceCtx, consumer: string, input: NewSession): Promise<{ readonly id: string }> =>
  may(ctx, 'consumer.update') ? upsertConsumer(ctx, consumer, input.consumer_metadata) : ensureConsumer(ctx, consumer);
