/** A program for tests: adds one to a tenant's number as often as it is told, each time in a transaction of its own. */
import { eq } from 'drizzle-orm';
import { close, transact } from '../client.ts';
import { tenants } from '../schema/tenants.ts';

const times = Number(process.argv[2]);
for (let n = 0; n < times; n += 1) {
  await transact(async (tx) => {
    const [row] = await tx.select().from(tenants).where(eq(tenants.id, 'counter'));
    await tx
      .update(tenants)
      .set({ createdAt: (row?.createdAt ?? 0) + 1 })
      .where(eq(tenants.id, 'counter'));
  });
}
await close();
