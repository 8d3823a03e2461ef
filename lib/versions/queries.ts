import { and, desc, eq, sql } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { given, prepared } from '#db/prepared.ts';
import { credentials, credentialVersions, type Settings } from '#db/schema/credentials.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError, isAppError, notFound } from '#lib/errors.ts';
import { requireHeld } from '#lib/holders/queries.ts';
import { keyring } from '#lib/keys/queries.ts';
import { open } from '#lib/vault/seal.ts';
import { getWorkspace } from '#lib/workspaces/queries.ts';
import { bindingOf, decodeSealed, type Secret } from './model.ts';

const ofCredential = (ctx: WorkspaceCtx, credentialId: string) =>
  and(
    eq(credentialVersions.tenantId, ctx.tenantId),
    eq(credentialVersions.workspaceId, ctx.workspaceId),
    eq(credentialVersions.credentialId, credentialId),
  );

/** Joins a credential to its current version. */
export const ofCurrentVersion = and(
  eq(credentialVersions.tenantId, credentials.tenantId),
  eq(credentialVersions.workspaceId, credentials.workspaceId),
  eq(credentialVersions.credentialId, credentials.id),
  eq(credentialVersions.number, credentials.version),
);

export interface OpenedVersion {
  readonly versionId: string;
  readonly number: number;
  readonly secret: Secret;
  readonly settings: Settings;
  readonly audience: readonly string[];
  readonly savedAt: number;
}

/** The secret of one version, in clear, for the server alone. UNREADABLE when its seal does not hold. */
export async function openVersion(ctx: WorkspaceCtx, credentialId: string, number: number): Promise<OpenedVersion> {
  return openSealed(await findVersion(ctx, credentialId, number));
}

export type SealedRow = Pick<
  typeof credentialVersions.$inferSelect,
  'tenantId' | 'workspaceId' | 'credentialId' | 'number' | 'versionId' | 'audience' | 'savedAt' | 'sealed'
>;

/** The same of a row that has been read already. */
export async function openSealed(row: SealedRow): Promise<OpenedVersion> {
  const plain = await open(await keyring(), bindingOf(row), row.sealed).catch((cause: unknown) => {
    if (!isAppError(cause, 'UNREADABLE')) throw cause;
    throw new AppError('UNREADABLE', 'The stored secret cannot be read. Its seal does not hold.', {}, { cause });
  });
  const { number, versionId, audience, savedAt } = row;
  return { versionId, number, ...decodeSealed(plain), audience, savedAt };
}

/** All that `openSealed` needs. */
export const sealedColumns = {
  tenantId: credentialVersions.tenantId,
  workspaceId: credentialVersions.workspaceId,
  credentialId: credentialVersions.credentialId,
  number: credentialVersions.number,
  versionId: credentialVersions.versionId,
  audience: credentialVersions.audience,
  savedAt: credentialVersions.savedAt,
  sealed: credentialVersions.sealed,
};

const selectSealed = prepared('version_sealed', (db) =>
  db
    .select(sealedColumns)
    .from(credentialVersions)
    .where(
      and(
        eq(credentialVersions.tenantId, given('tenantId')),
        eq(credentialVersions.workspaceId, given('workspaceId')),
        eq(credentialVersions.credentialId, given('credentialId')),
        eq(credentialVersions.number, sql.placeholder('number')),
      ),
    ),
);

async function findVersion({ tenantId, workspaceId }: WorkspaceCtx, credentialId: string, number: number) {
  const [row] = await selectSealed({ tenantId, workspaceId, credentialId, number });
  if (!row) throw notFound('This version');
  return row;
}

/** Names of the saved secret fields of a version and when it was saved; no value. */
export async function describeVersion(ctx: WorkspaceCtx, credentialId: string, number: number) {
  const [row] = await read()
    .select({ secretFields: credentialVersions.secretFields, savedAt: credentialVersions.savedAt })
    .from(credentialVersions)
    .where(and(ofCredential(ctx, credentialId), eq(credentialVersions.number, number)));
  return row ?? { secretFields: [], savedAt: 0 };
}

/** Numbers of the kept versions of a credential that have this secret field, oldest first. */
export async function versionsWith(ctx: WorkspaceCtx, credentialId: string, field: string): Promise<number[]> {
  const rows = await read()
    .select({ number: credentialVersions.number, secretFields: credentialVersions.secretFields })
    .from(credentialVersions)
    .where(ofCredential(ctx, credentialId))
    .orderBy(credentialVersions.number);
  return rows.filter(({ secretFields }) => secretFields.includes(field)).map(({ number }) => number);
}

/** Newest first: as many as the workspace keeps of each credential, and that number. */
export async function listVersions(ctx: WorkspaceCtx, credentialId: string) {
  authorise(ctx, 'credential.read');
  await requireHeld(ctx, credentialId);
  const { versionsKept } = await getWorkspace(ctx);
  const rows = await read()
    .select({
      number: credentialVersions.number,
      savedAt: credentialVersions.savedAt,
      savedBy: credentialVersions.savedByLabel,
      reason: credentialVersions.reason,
    })
    .from(credentialVersions)
    .where(ofCredential(ctx, credentialId))
    .orderBy(desc(credentialVersions.number))
    .limit(versionsKept);
  return { versionsKept, rows };
}
