import { defineConfig } from 'vitest/config';

const databaseTests = ['lib/**/*.db.test.ts', 'db/**/*.db.test.ts', 'components/**/*.db.test.ts'];
/** Fills the disk under the embedded engine, by the one connection that writes. */
const sqliteOnly = ['lib/imports/full-disk.db.test.ts'];
const postgresTests = ['db/postgres/**/*.test.ts', 'db/parity.test.ts'];
const setupFiles = ['scripts/vitest/setup.ts'];
const globalSetup = ['scripts/vitest/global-postgres.ts'];

/** A test that needs a database is named `*.db.test.ts` and runs on both engines, once also under an ICU collation. */
export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Left to itself it keeps a core for whoever watches.
    maxWorkers: '100%',
    // As in playwright.config.ts: a machine that is busy with other things gets a second try.
    retry: process.env['CI'] ? 1 : 0,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'lib/**/*.test.{ts,tsx}',
            'db/**/*.test.ts',
            'components/**/*.test.{ts,tsx}',
            'scripts/**/*.test.ts',
          ],
          exclude: ['**/*.db.test.ts', ...postgresTests],
          setupFiles,
        },
      },
      {
        extends: true,
        test: { name: 'sqlite', include: databaseTests, setupFiles, env: { KEYHAVEN_TEST_ENGINE: 'sqlite' } },
      },
      {
        extends: true,
        test: {
          name: 'postgres',
          include: [...databaseTests, ...postgresTests],
          exclude: sqliteOnly,
          setupFiles,
          globalSetup,
          env: { KEYHAVEN_TEST_ENGINE: 'postgres' },
        },
      },
      {
        extends: true,
        test: {
          name: 'postgres-icu',
          include: ['db/**/*.db.test.ts', 'lib/credentials/**/*.db.test.ts'],
          setupFiles,
          globalSetup,
          env: { KEYHAVEN_TEST_ENGINE: 'postgres', KEYHAVEN_TEST_ICU_LOCALE: 'sv-SE' },
        },
      },
    ],
  },
});
