import { afterAll, afterEach, inject, vi } from 'vitest';

/**
 * The schema takes its dialect when it is first imported, so the engine of this file is set before anything of it
 * loads. A database test that forgot `testDatabase()` finds an address where nothing is.
 */
const engine = process.env['KEYHAVEN_TEST_ENGINE'];
process.env['DATA_DIR'] = '/nonexistent/keyhaven-test';
process.env['LOG_LEVEL'] ??= 'silent';
if (engine === 'postgres') process.env['DATABASE_URL'] = inject('postgresUrl');
else delete process.env['DATABASE_URL'];

const consoleError = vi.spyOn(console, 'error');
afterEach(() => {
  const said = consoleError.mock.calls.splice(0);
  if (said.length > 0) throw new Error(`console.error was called: ${said.map(String).join('; ')}`);
});

if (engine) {
  afterAll(async () => {
    const { dropDatabase } = await import('../../db/testing.ts');
    await dropDatabase();
  });
}
