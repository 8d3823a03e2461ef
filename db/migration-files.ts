import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { env } from '#lib/env.ts';
import { platformVersion } from '#lib/version.ts';
import type { Engine, PendingMigration } from './engine.ts';

const journal = z.object({ entries: z.array(z.object({ tag: z.string() })) });

/** The folder drizzle-kit writes: a journal of tags in order, and a file of statements for each. */
export function migrationFiles(kind: Engine['kind']): PendingMigration[] {
  const folder = join(env.rootDir, 'db/migrations', kind);
  const { entries } = journal.parse(JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8')));
  return entries.map(({ tag }) => {
    const text = readFileSync(join(folder, `${tag}.sql`), 'utf8');
    const hash = createHash('sha256').update(text).digest('hex');
    return { tag, hash, version: platformVersion, statements: text.split('--> statement-breakpoint') };
  });
}
