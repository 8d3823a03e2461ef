import { issued, insertKey } from '#lib/api-keys/commands.ts';
import { keyDto, newApiToken, refuseWider } from '#lib/api-keys/model.ts';
import { recorder } from '#lib/audit/commands.ts';
import { requireConsumer } from '#lib/consumers/queries.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { endOfToken, scopesWithin } from './model.ts';
import type { CreatedKeyDto, NewUserToken } from './schema.ts';

/**
 * A token for what is one consumer's, in the hands of the tenant's own server: narrower than the key it is made with, over
 * within two days and with that key. Answered this once.
 * @throws AppError NOT_FOUND; FORBIDDEN for a scope the key does not have, and for whoever is no key
 */
export async function createUserToken(
  ctx: WorkspaceCtx,
  consumerId: string,
  input: NewUserToken = {},
): Promise<CreatedKeyDto> {
  authorise(ctx, 'user_token.create');
  const { limits } = ctx;
  if (!limits) throw new AppError('FORBIDDEN', 'A user token is made with a key.', { permission: 'user_token.create' });
  const token = newApiToken('user');
  const record = await recorder(ctx);
  return issued(ctx, async (tx, now) => {
    const { id, externalId } = await requireConsumer(ctx, consumerId, tx);
    const scopes = [...new Set(input.scopes ?? scopesWithin(limits.permissions))];
    const wanted = { scopes, expiresAt: endOfToken(input.expiresAt, limits.expiresAt, now) };
    refuseWider(ctx, wanted, now);
    const row = await insertKey(tx, ctx, now, record, {
      ...wanted,
      kind: 'user',
      name: externalId,
      token,
      consumerId: id,
    });
    return { key: keyDto({ ...row, consumer: externalId }, now), token };
  });
}
