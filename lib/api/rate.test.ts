import { expect, it } from 'vitest';
import { spendRefusal } from './rate.ts';

it('wrong keys are counted together that come from one network, however many addresses it has', async () => {
  const tries = Array.from({ length: 600 }, (_, i) => spendRefusal(`2001:db8:1:2::${i.toString(16)}`));
  await Promise.all(tries);
  await expect(spendRefusal('2001:db8:1:2:ffff::9')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  await spendRefusal('2001:db8:1:3::1');
  await spendRefusal('192.0.2.1');
});
