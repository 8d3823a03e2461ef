import { may, type Ctx } from '#lib/ctx.ts';
import { listOauthApps } from '#lib/oauth-apps/queries.ts';
import type { SignInApps } from './schema.ts';

/** The OAuth apps of a component, and whether more can be added by whoever asks. */
export async function listSignInApps(ctx: Ctx, component: string): Promise<SignInApps> {
  const apps = await listOauthApps(ctx, { component });
  return {
    apps: apps.map(({ id, name, environment, scopes }) => ({ id, name, environment, scopes })),
    mayAdd: may(ctx, 'oauth_app.update'),
  };
}
