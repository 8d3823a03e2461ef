import { env } from '#lib/env.ts';
import { platformVersion } from '#lib/version.ts';
import { databaseName, migrationTarget } from './client.ts';
import type { AppliedMigration, PendingMigration } from './engine.ts';
import { migrationFiles } from './migration-files.ts';

export type MigrationState = 'empty' | 'behind' | 'current' | 'newer';

/** What a start finds: no tables yet, an older version's, ours, or those of a version we do not know. */
export async function migrationState(): Promise<MigrationState> {
  const applied = await migrationTarget().applied();
  if (applied === null) return 'empty';
  const ours = files();
  if (findStranger(applied, ours)) return 'newer';
  return applied.length === ours.length ? 'current' : 'behind';
}

/**
 * Brings the database to this version: all of it or nothing, one program at a time. A database that has a migration
 * we do not have is left as it is; the error names both versions.
 */
export async function migrate(): Promise<void> {
  if ((await migrationState()) === 'current') return;
  const ours = files();
  await migrationTarget().apply((applied) => {
    refuseStranger(applied, ours);
    const done = new Set(applied.map(({ tag }) => tag));
    return ours.filter(({ tag }) => !done.has(tag));
  });
}

const files = (): PendingMigration[] => migrationFiles(env.databaseUrl ? 'postgres' : 'sqlite');

function refuseStranger(applied: readonly AppliedMigration[], ours: readonly PendingMigration[]): void {
  const stranger = findStranger(applied, ours);
  if (!stranger) return;
  throw new Error(
    `${databaseName()} was made by Keyhaven ${stranger.version} and this is Keyhaven ${platformVersion}, which does not ` +
      `have its change "${stranger.tag}". Nothing was touched. Start it with the newer version.`,
  );
}

const findStranger = (applied: readonly AppliedMigration[], ours: readonly PendingMigration[]) =>
  applied.findLast(({ tag, hash }) => !ours.some((one) => one.tag === tag && one.hash === hash));
