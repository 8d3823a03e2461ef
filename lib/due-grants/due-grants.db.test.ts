import { eq } from 'drizzle-orm';
import { beforeEach, expect, it } from 'vitest';
import { read, transact } from '#db/client.ts';
import { auditBlocks } from '#db/schema/audit.ts';
import { grants } from '#db/schema/oauth.ts';
import { testDatabase } from '#db/testing.ts';
import { dayMs, hourMs, minuteMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { newId } from '#lib/ids.ts';
import { plantGrant } from '#lib/oauth-apps/testing.ts';
import { clockWatch, distrustTokens } from './commands.ts';

let ctx: WorkspaceCtx;
beforeEach(async () => {
  await testDatabase();
  ctx = await testWorkspace();
});

const rows = () => read().select().from(grants).where(eq(grants.tenantId, ctx.tenantId)).orderBy(grants.credentialId);

it('takes every token to have ended that can be refreshed, and leaves the others', async () => {
  const usual = { appId: 'oap_1', host: 'login.example.com:443' };
  for (let n = 0; n < 7; n += 1) await plantGrant(ctx, `Orders ${n}`, usual);
  await plantGrant(ctx, 'Without end', { ...usual, accessExpiresAt: null });
  await plantGrant(ctx, 'Without app', { appId: null });
  await plantGrant(ctx, 'Stopped', { ...usual, state: 'stopped' });
  const [first] = await rows();
  expect(await distrustTokens()).toBe(8);
  const after = await rows();
  const ended = after.filter((row) => (row.accessExpiresAt ?? Infinity) < (first?.accessExpiresAt ?? 0));
  expect([ended.length, ended.filter((row) => row.refreshDueAt !== null).length]).toEqual([8, 7]);
  expect(await distrustTokens()).toBe(0);
});

it('sees a clock that was put back, by how much the other one went on', async () => {
  let steady = 0;
  const look = clockWatch(() => steady);
  await plantGrant(ctx, 'Orders', { appId: 'oap_1', accessExpiresAt: Date.now() + dayMs });
  const block = {
    tenantId: 'ten_1',
    afterId: '',
    lastId: newId('aud', Date.now() + minuteMs),
    prints: Buffer.alloc(3),
  };
  await transact((tx) => tx.insert(auditBlocks).values(block));
  const isTrusted = async () => ((await rows())[0]?.accessExpiresAt ?? 0) > Date.now() + minuteMs;
  await look();
  // The database's clock stands, as far as that goes: the other one says that time has passed.
  for (const stepMs of [1_000, 30_000]) {
    steady += stepMs;
    await look();
    expect(await isTrusted()).toBe(true);
    expect(await read().$count(auditBlocks)).toBe(1);
  }
  steady += hourMs;
  await look();
  expect(await isTrusted()).toBe(false);
  expect(await read().$count(auditBlocks)).toBe(0);
});
