import { afterAll, beforeAll } from 'vitest';
import { testDatabase } from '../testing.ts';

/** The database of a test file and a server beside it: both begun before its tests. The server is ended after them. */
export function duringTests<T>(start: () => Promise<T>, end: (server: T) => Promise<void>): () => T {
  let running: T | undefined;
  const server = (): T => {
    if (running === undefined) throw new Error('It runs once the tests have begun.');
    return running;
  };
  beforeAll(async () => {
    await testDatabase();
    running = await start();
  });
  afterAll(async () => {
    if (running !== undefined) await end(running);
  });
  return server;
}
