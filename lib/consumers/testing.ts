import { permissions } from '#lib/access.ts';
import { createCredential } from '#lib/credentials/commands.ts';
import { mintCtx, type WorkspaceCtx } from '#lib/ctx.ts';
import { createConsumer } from './commands.ts';
import { newConsumer, type ConsumerDto } from './schema.ts';

export const makeConsumer = (ctx: WorkspaceCtx, externalId: string, name = ''): Promise<ConsumerDto> =>
  createConsumer(ctx, newConsumer.parse({ externalId, name }));

/** All that somebody may, within what is one consumer's. */
export const asConsumer = (ctx: WorkspaceCtx, consumerId: string): WorkspaceCtx =>
  mintCtx({ ...ctx, limits: { permissions: new Set(permissions), consumerId, expiresAt: null } });

/** A credential that waits for its first check; of the consumer whose context it is. Answers its id. */
export async function makeCredential(ctx: WorkspaceCtx, name: string): Promise<string> {
  const input = {
    component: 'rest',
    authType: 'bearer' as const,
    name,
    environment: 'production',
    settings: { baseUrl: 'https://api.example-saas.com' },
    secret: { token: 'token-of-a-test' },
    expiresAt: null,
    acceptUntested: true,
  };
  return (await createCredential(ctx, input, 'later')).id;
}
