import { beforeAll, expect, it } from 'vitest';
import { planOf, statementsOf } from '#db/plans/testing.ts';
import { testDatabase } from '#db/testing.ts';
import { listSoon } from './queries.ts';

beforeAll(testDatabase);

it('a walk over what ends soon reads the index of ends, and not every credential that is in no trash', async () => {
  const after = { expiresAt: 2, id: 'crd_0' };
  for (const from of [null, after]) {
    const asked = await statementsOf(() => listSoon(1, from, 500));
    const [text = ''] = asked.filter((one) => one.includes('from "credentials"'));
    const plan = await planOf(text);
    expect(plan, text).toMatch(/credentials_expires/);
    expect(plan, text).not.toMatch(/^SCAN|Seq Scan|credentials_purge/m);
  }
});
