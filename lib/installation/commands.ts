import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { and, eq, gt, isNull } from 'drizzle-orm';
import { databaseName, read, transact, type Tx } from '#db/client.ts';
import { migrate, migrationState, type MigrationState } from '#db/migrate.ts';
import { installation } from '#db/schema/installation.ts';
import { tenants } from '#db/schema/tenants.ts';
import { env } from '#lib/env.ts';
import { newToken } from '#lib/ids.ts';
import { createRootKeyFile, newKeyCheck, opensKeyCheck } from '#lib/vault/providers.ts';
import { newSigningKey } from '#lib/vault/signing.ts';
import { setupLinkMs, setupTokenHash, StartRefused } from './model.ts';
import { findInstallation, installationId, keyProvider, signingKeyContext } from './queries.ts';

export interface Booted {
  /** A one-time link, while no owner exists. */
  readonly setupUrl: string | null;
  /** Where a root key was just made. */
  readonly keyFile: string | null;
  readonly created: boolean;
}

/**
 * Makes or opens everything a start needs. A root key is made only where no database is yet and none was configured;
 * a database whose key check does not open is refused and never given a new key.
 */
export async function boot(): Promise<Booted> {
  if (!env.databaseUrl) await mkdir(env.dataDir, { recursive: true, mode: 0o700 });
  const isNew = (await stateOrRefusal()) === 'empty';
  const keyFile = isNew ? await makeRootKeyUnlessConfigured() : null;
  if (!isNew) refuseMissingKey();
  await keyProvider();
  await migrate();
  if (isNew || (await hasNoTenants())) await insertInstallation();
  await checkInstallation();
  const setup = await openSetup();
  return { setupUrl: setup, keyFile, created: isNew };
}

/**
 * For a program that is started by itself, beside a dashboard or before it: what is there is brought up to date, nothing is
 * made. Whoever makes the root key also says where it is, and gives the link for the first owner.
 */
export async function joinInstallation(): Promise<void> {
  if ((await stateOrRefusal()) === 'empty')
    throw new StartRefused(`${databaseName()} is empty. Start a dashboard on it once: npm start makes what is needed.`);
  refuseMissingKey();
  await keyProvider();
  await migrate();
  await checkInstallation();
}

/** For a program that only joins: the database must be current and its key check must open. */
export async function checkInstallation(): Promise<void> {
  const row = await findInstallation();
  if (!row) throw new StartRefused(`${databaseName()} has no installation record. Restore it from a backup.`);
  if (await opensKeyCheck(await keyProvider(), row.keyCheck)) return;
  throw new StartRefused(
    `The root key in ${keySource()} is not the one ${databaseName()} was made with. ` +
      'Nothing was changed. Put the right key back; a database is never given a new one.',
  );
}

/** Ends the link. False when somebody was faster or its time ran out. */
export async function closeSetup(tx: Tx, token: string, now: number): Promise<boolean> {
  const closed = await tx
    .update(installation)
    .set({ setupDoneAt: now, setupTokenHash: null, setupExpiresAt: null })
    .where(
      and(
        eq(installation.id, installationId),
        eq(installation.setupTokenHash, setupTokenHash(token)),
        isNull(installation.setupDoneAt),
        gt(installation.setupExpiresAt, now),
      ),
    )
    .returning({ id: installation.id });
  return closed.length === 1;
}

/** A damaged file, or a server that does not answer, is told with its place; nothing is made anew over it. */
async function stateOrRefusal(): Promise<MigrationState> {
  try {
    return await migrationState();
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown reason';
    const [place, fix] = env.databaseUrl
      ? ['of DATABASE_URL', 'Check that line, and that the server runs.']
      : [`in ${env.dataDir}`, 'Restore it from a backup, or name another place with DATA_DIR.'];
    throw new StartRefused(`The database ${place} cannot be read: ${why}. Nothing was changed. ${fix}`, {
      cause: error,
    });
  }
}

const keySource = (): string => (env.rootKey ? 'KEYHAVEN_ROOT_KEY' : env.keyFile);

async function makeRootKeyUnlessConfigured(): Promise<string | null> {
  if (env.rootKey || env.isKeyFileSet || existsSync(env.keyFile)) return null;
  await mkdir(env.dataDir, { recursive: true, mode: 0o700 });
  await createRootKeyFile(env.keyFile);
  return env.keyFile;
}

function refuseMissingKey(): void {
  if (env.rootKey || existsSync(env.keyFile)) return;
  throw new StartRefused(
    `The root key ${env.keyFile} is missing, and ${databaseName()} exists. ` +
      'Put the key back, or name its place with KEY_FILE. No new key is made for an existing database.',
  );
}

/** A start that died between creating the tables and writing the record left no tenant behind. */
async function hasNoTenants(): Promise<boolean> {
  return (await findInstallation()) === null && (await countTenants()) === 0;
}

async function countTenants(): Promise<number> {
  return (await read().select({ id: tenants.id }).from(tenants).limit(1)).length;
}

async function insertInstallation(): Promise<void> {
  const provider = await keyProvider();
  const signing = newSigningKey();
  const keyCheck = await newKeyCheck(provider);
  const signingPrivateKey = await provider.wrap(signing.privateKey, signingKeyContext);
  await transact((tx, now) =>
    tx
      .insert(installation)
      .values({
        id: installationId,
        createdAt: now,
        keyCheck,
        signingPublicKey: signing.publicKey,
        signingPrivateKey,
      })
      .onConflictDoNothing(),
  );
}

async function openSetup(): Promise<string | null> {
  const row = await findInstallation();
  if (!row || row.setupDoneAt !== null) return null;
  const token = newToken();
  await transact((tx, now) =>
    tx
      .update(installation)
      .set({ setupTokenHash: setupTokenHash(token), setupExpiresAt: now + setupLinkMs })
      .where(and(eq(installation.id, installationId), isNull(installation.setupDoneAt))),
  );
  return `${env.address}/setup?token=${token}`;
}
