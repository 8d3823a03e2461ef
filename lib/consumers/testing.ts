import { and, eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { permissions } from '#lib/access.ts';
import { createCredential } from '#lib/credentials/commands.ts';
import { mintCtx, type WorkspaceCtx } from '#lib/ctx.ts';
import { newId, newIdentifier } from '#lib/ids.ts';
import { nameKey } from '#lib/names.ts';
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

const plantedAtOnce = 1_000;

/** So many more like this credential, without a version, every other one in the trash. */
export async function plantLike(ctx: WorkspaceCtx, id: string, count: number): Promise<void> {
  const [row] = await read()
    .select()
    .from(credentials)
    .where(and(eq(credentials.tenantId, ctx.tenantId), eq(credentials.id, id)));
  if (!row) throw new Error(`There is no credential ${id}.`);
  const rows = Array.from({ length: count }, (_, n) => {
    const name = `${row.name} ${n}`;
    const deletedAt = n % 2 === 0 ? null : row.createdAt;
    return {
      ...row,
      id: newId('crd'),
      identifier: newIdentifier(row.component),
      name,
      nameKey: nameKey(name),
      deletedAt,
    };
  });
  for (let at = 0; at < count; at += plantedAtOnce)
    await transact((tx) => tx.insertMany(credentials, rows.slice(at, at + plantedAtOnce)));
}
