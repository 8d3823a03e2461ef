import type { TestProject } from 'vitest/node';
import { startPostgres, type PostgresServer } from './postgres-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string;
  }
}

/** Two projects need a server, and one is enough for both: whoever comes last stops it. */
const slot = Symbol.for('keyhaven.test.postgres');
const shared = globalThis as typeof globalThis & { [slot]?: { server: Promise<PostgresServer>; users: number } };

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env['KEYHAVEN_TEST_POSTGRES_URL'];
  if (given) {
    project.provide('postgresUrl', given);
    return undefined;
  }
  const running = (shared[slot] ??= { server: startPostgres(), users: 0 });
  running.users += 1;
  project.provide('postgresUrl', (await running.server).url);
  return async () => {
    running.users -= 1;
    if (running.users > 0) return;
    delete shared[slot];
    await (await running.server).stop();
  };
}
