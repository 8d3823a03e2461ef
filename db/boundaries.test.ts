import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** What type-checks and yet means different things on the two engines. It is allowed in `db/` alone. */
const forbidden = {
  "Drizzle's own transaction, which better-sqlite3 does not roll back": /\.transaction\(/,
  'a row lock, which SQLite does not have': /\.for\(\s*['"`](?:update|share|no key update|key share)/,
  'case folding or pattern matching by the database':
    /\b(?:lower|upper|like|ilike|notLike|notIlike)\(|`[^`]*\b(?:i?like|lower|upper)\b[^`]*`/,
  'a table of one dialect': /drizzle-orm\/(?:pg-core|sqlite-core|node-postgres|better-sqlite3)/,
};

const files = globSync(['app/**/*.{ts,tsx}', 'components/**/*.{ts,tsx}', 'lib/**/*.{ts,tsx}', 'engine.ts']).filter(
  (file) => readFileSync(file, 'utf8').includes('drizzle-orm') || readFileSync(file, 'utf8').includes('#db/'),
);

it('looks at the code that uses the database', () => {
  expect(files).toContain('lib/installation/queries.ts');
});

it.each(Object.entries(forbidden))('finds %s nowhere outside db/', (_what, pattern) => {
  expect(files.filter((file) => pattern.test(readFileSync(file, 'utf8')))).toEqual([]);
});

it.each([
  'await db.transaction(async (tx) => tx.insert(users))',
  "tx.select().from(users).for('update')",
  'where(sql`lower(${users.name}) = ${name}`)',
  'where(like(users.name, text))',
  "import { pgTable } from 'drizzle-orm/pg-core';",
])('would see %s', (code) => {
  expect(Object.values(forbidden).some((pattern) => pattern.test(code))).toBe(true);
});
