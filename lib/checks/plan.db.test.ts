import { beforeAll, expect, it } from 'vitest';
import { planOf, statementsOf } from '#db/plans/testing.ts';
import { testDatabase } from '#db/testing.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { claimDueCheck } from './commands.ts';
import { newTurn } from './queries.ts';

beforeAll(testDatabase);

it('a claim reads a few entries of its index, never a table, and sorts nothing', async () => {
  await testWorkspace();
  const texts = await statementsOf(() => claimDueCheck({ ...newTurn(), tenantId: 'ten_0' }));
  const lookups = texts.filter((text) => /^select .* from "credentials"/s.test(text));
  expect(lookups.length).toBeGreaterThanOrEqual(3);
  for (const text of lookups) {
    const plan = await planOf(text);
    expect(plan, text).toMatch(/credentials_verify_(turn|due)/);
    expect(plan, text).not.toMatch(/^SCAN|TEMP B-TREE|Seq Scan|Sort/m);
  }
});
