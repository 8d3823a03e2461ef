import { scopes as everyScope, type Scope } from '#lib/access.ts';
import { createKey } from '#lib/api-keys/commands.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { world } from './world.ts';

/** A key of the place, without its page: that has a journey of its own. Left alone it may do everything. */
export const mintKey = async (ctx: WorkspaceCtx, scopes: readonly Scope[] = everyScope): Promise<string> =>
  (await createKey(ctx, { name: 'Journey', scopes: [...scopes], expiresAt: null })).token;

export interface ApiAnswer {
  readonly status: number;
  readonly text: string;
}

/** One request of a program to the listener of this world. An object is sent as JSON. */
export async function callApi(
  method: string,
  path: string,
  given: { key?: string; headers?: Readonly<Record<string, string>>; body?: unknown } = {},
): Promise<ApiAnswer> {
  const { key, headers, body } = given;
  const answer = await fetch(`${world().apiOrigin}${path}`, {
    method,
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, text: await answer.text() };
}
