import { beforeAll, expect, it } from 'vitest';
import { planOf, statementsOf } from '#db/plans/testing.ts';
import { testDatabase } from '#db/testing.ts';
import { env } from '#lib/env.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { endOrphans } from './commands.ts';
import { changeKey, makeKey, plantChildren } from './testing.ts';

beforeAll(testDatabase);

it('what was made with revoked keys is looked for and ended by indexes, and reads no table', async () => {
  const ctx = await testWorkspace();
  const { id } = await makeKey(ctx);
  await plantChildren(ctx, [id]);
  await changeKey(ctx, id, { revokedAt: Date.now() });
  const texts = await statementsOf(endOrphans);
  const [look = '', write = ''] = texts.filter((text) => /^(select|update) .*"api_keys"/s.test(text)).toSorted();
  const [looked, written] = [await planOf(look), await planOf(write)];
  expect(looked, look).toMatch(/api_keys_live/);
  // PostgreSQL begins with whichever there are fewer of.
  if (!env.databaseUrl) expect(looked, look).toMatch(/^SEARCH .* api_keys_revoked \(revoked_at>/m);
  expect(written, write).toMatch(/tenant_id ?= ?.* AND .*workspace_id/);
  for (const plan of [looked, written]) expect(plan).not.toMatch(/^SCAN|TEMP B-TREE|Seq Scan|Sort/m);
});
