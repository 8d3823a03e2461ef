import { beforeAll, expect, it } from 'vitest';
import { planOf, statementsOf } from '#db/plans/testing.ts';
import { testDatabase } from '#db/testing.ts';
import { listAbout, listActivity } from '#lib/audit/queries.ts';
import { listMemberPage } from '#lib/members/queries.ts';
import { closeBlocks } from './commands.ts';
import { longPast } from './testing.ts';

beforeAll(() => testDatabase());

it('whatever is asked of what happened goes by an index, and sorts nothing', async () => {
  const ctx = await longPast();
  const texts = await statementsOf(async () => {
    await closeBlocks();
    await listActivity(ctx, { targetId: 'flw_rare', from: 1, to: Date.now() });
    await listMemberPage(ctx, null);
    await listAbout(ctx, 'flw_rare');
  });
  const lookups = texts.filter((text) => /^select .* from "audit/s.test(text));
  expect(lookups.length).toBeGreaterThanOrEqual(7);
  for (const text of lookups) expect(await planOf(text), text).not.toMatch(/^SCAN|TEMP B-TREE|Seq Scan|Sort/m);
  const ofOneThing = lookups.filter((text) => text.includes('<>'));
  expect(ofOneThing).toHaveLength(2);
  for (const text of ofOneThing) expect(await planOf(text), text).toMatch(/audit_target/);
});
