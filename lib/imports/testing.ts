import { createHash } from 'node:crypto';
import { and, eq, isNull } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { credentials } from '#db/schema/credentials.ts';
import { users } from '#db/schema/users.ts';
import type { CredentialItem } from '#lib/bson/item.ts';
import type { TestApp } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { exportedFile } from '#lib/exports/testing.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { hashPassword } from '#lib/passwords/model.ts';
import { receiveUpload } from '#lib/uploads/commands.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { applyImport } from './commands.ts';
import { readImport } from './queries.ts';
import type { Choice } from './schema.ts';

export const password = 'a sentence that works well';
export const passphrase = 'pale water, ink and hairlines';

/** Gives the person of this ctx a password, so that an export can ask for it. */
export async function withPassword(ctx: WorkspaceCtx): Promise<WorkspaceCtx> {
  const passwordHash = await hashPassword(password);
  await transact(async (tx) => {
    await tx.update(users).set({ passwordHash }).where(eq(users.id, ctx.actor.id));
  });
  return ctx;
}

export async function exported(ctx: WorkspaceCtx, ids: string[], to: 'passphrase' | 'installation' = 'installation') {
  const sealing = to === 'passphrase' ? { kind: to, passphrase } : { kind: to };
  return exportedFile(ctx, { scope: 'selected', ids, sealing, reason: 'Move to production', password });
}

/** A credential as it travels, which passes at the test app; what is given replaces a part. */
export const itemOf = (app: TestApp, name: string, change: Partial<CredentialItem> = {}): CredentialItem => ({
  identifier: `rest-${name}`,
  name,
  component: 'rest',
  authType: 'api_key',
  environment: 'production',
  settings: { baseUrl: app.url, placement: 'header', headerName: 'X-API-Key', testPath: '/me' },
  metadata: {},
  secret: { apiKey: app.goodKey },
  audience: [app.url],
  version: { id: `ver_${name}`, number: 1, savedAt: new Date(0) },
  ...change,
});

export async function uploaded(ctx: WorkspaceCtx, bytes: Uint8Array, fileName = 'file.bson'): Promise<string> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const body = (async function* () {
    yield bytes;
  })();
  return (await receiveUpload(ctx, { fileName, bytes: bytes.byteLength, sha256, body })).id;
}

export const newPerson = async () => withPassword(await testWorkspace());

export async function planOf(ctx: WorkspaceCtx, uploadId: string, phrase: string | null = null) {
  const result = await readImport(ctx, { uploadId, passphrase: phrase });
  if (result.kind !== 'plan') throw new Error('a plan was expected');
  return { ...result, uploadId };
}

export type Plan = Awaited<ReturnType<typeof planOf>>;

export const apply = (ctx: WorkspaceCtx, plan: Plan, choice: Choice, phrase: string | null = null) =>
  applyImport(ctx, {
    uploadId: plan.uploadId,
    passphrase: phrase,
    token: plan.token,
    // The people of these tests have compared fingerprints with the tenant they export from.
    acceptSigner: plan.file.signer?.isHere ?? false,
    choices: plan.items.map(({ i }) => ({ i, do: choice })),
  });

export const liveRows = (ctx: WorkspaceCtx) =>
  read()
    .select()
    .from(credentials)
    .where(and(eq(credentials.tenantId, ctx.tenantId), isNull(credentials.deletedAt)));

/** Every field that travels, as it is here. */
export async function facts(ctx: WorkspaceCtx) {
  const rows = await liveRows(ctx);
  const all = rows.map(async (row) => {
    const version = await openVersion(ctx, row.id, row.version);
    return {
      identifier: row.identifier,
      name: row.name,
      component: row.component,
      authType: row.authType,
      environment: row.environment,
      settings: row.settings,
      metadata: row.metadata,
      audience: row.audience,
      secret: version.secret,
      version: { id: version.versionId, number: version.number, savedAt: version.savedAt },
    };
  });
  return (await Promise.all(all)).sort((a, b) => (a.identifier < b.identifier ? -1 : 1));
}
