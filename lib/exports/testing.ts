import { eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { exports } from '#db/schema/exports.ts';
import { openItems } from '#lib/bson/read.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { streamExport } from '#lib/export-files/commands.ts';
import { newId, newIdentifier } from '#lib/ids.ts';
import { prepareVersion } from '#lib/versions/commands.ts';
import { prepareExport, startExport } from './commands.ts';
import type { ExportInput, ExportProgress } from './schema.ts';

/** Prepared to the end. */
export async function ready(ctx: WorkspaceCtx, input: ExportInput): Promise<ExportProgress> {
  let progress = await startExport(ctx, input);
  while (progress.state === 'preparing') progress = await prepareExport(ctx, progress);
  return progress;
}

export async function fetched(ctx: WorkspaceCtx, id: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of streamExport(ctx, id)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** The whole file of what is asked for, as somebody gets it who waits for it and fetches it. */
export const exportedFile = async (ctx: WorkspaceCtx, input: ExportInput): Promise<Buffer> =>
  fetched(ctx, (await ready(ctx, input)).id);

export async function* bytesOf(file: Buffer) {
  yield file;
}

/** What is in a file that is sealed to a passphrase. */
export async function itemsIn(file: Buffer, passphrase: string) {
  const items = [];
  for await (const { item } of openItems(bytesOf(file), { kind: 'passphrase', passphrase })) items.push(item);
  return items;
}

export const exportRow = async (id: string) => (await read().select().from(exports).where(eq(exports.id, id)))[0];

export const changeExport = (id: string, set: Partial<typeof exports.$inferInsert>) =>
  transact(async (tx) => {
    await tx.update(exports).set(set).where(eq(exports.id, id));
  });

/** Credentials as many saves would have left them, faster. Their ids in order. */
export async function many(ctx: WorkspaceCtx, count: number, component = 'rest'): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId('crd')).toSorted();
  const place = { tenantId: ctx.tenantId, workspaceId: ctx.workspaceId };
  for (let from = 0; from < count; from += 50) {
    const rows = ids.slice(from, from + 50).map((id, at) => ({ id, n: from + at }));
    const versions = await Promise.all(
      rows.map(({ id, n }) =>
        prepareVersion(ctx, {
          credentialId: id,
          number: 1,
          secret: { token: `token ${n}` },
          settings: { baseUrl: 'https://api.example-saas.com' },
          audience: ['https://api.example-saas.com:443'],
          reason: 'created',
        }),
      ),
    );
    await transact(async (tx, now) => {
      await tx.insert(credentials).values(
        rows.map(({ id, n }) => ({
          ...place,
          id,
          identifier: newIdentifier(component),
          name: `No ${n}`,
          nameKey: `no ${n}`,
          component,
          authType: 'bearer' as const,
          environment: n % 2 === 0 ? 'production' : 'staging',
          settings: {},
          metadata: { n: String(n) },
          audience: ['https://api.example-saas.com:443'],
          version: 1,
          revision: 1,
          state: 'passed' as const,
          createdAt: now,
          createdBy: ctx.actor.id,
          updatedAt: now,
        })),
      );
      for (const add of versions) await add(tx, now);
    });
  }
  return ids;
}
