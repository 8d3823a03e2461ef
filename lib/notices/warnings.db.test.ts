import { describe, expect, it } from 'vitest';
import { testWorkspace } from '#lib/gate/testing.ts';
import { ahead, change, plant, send, testNotices, wait, warn, warningsOf } from './testing.ts';

const { mail, hasMail } = testNotices();

describe('a warning of an end', () => {
  it('is given once for each threshold, in the audit log of its workspace', async () => {
    const ctx = await testWorkspace();
    const id = await plant(ctx, 'Key', { expiresAt: ahead(40) });
    await warn();
    expect(await warningsOf(ctx)).toEqual([]);
    for (const days of [30, 7, 1]) {
      await change(id, { expiresAt: ahead(30) });
      await change(id, { expiresAt: ahead(days) });
      await warn();
      await warn();
    }
    expect(await warningsOf(ctx)).toEqual(['Key 30', 'Key 7', 'Key 1']);
  });

  it('is given anew when the date moves, and not when nothing has', async () => {
    const ctx = await testWorkspace();
    const id = await plant(ctx, 'Key', { expiresAt: ahead(6) });
    await warn();
    await change(id, { expiresAt: ahead(400), name: 'Renewed' });
    await warn();
    await change(id, { expiresAt: ahead(5) });
    await warn();
    await warn();
    expect(await warningsOf(ctx)).toEqual(['Key 7', 'Renewed 7']);
  });

  it('is the nearest one alone after a long night, and none of what is over', async () => {
    const ctx = await testWorkspace();
    await plant(ctx, 'Near', { expiresAt: ahead(0.5) });
    await plant(ctx, 'Over', { expiresAt: ahead(-1) });
    await warn();
    expect(await warningsOf(ctx)).toEqual(['Near 1']);
  });

  it('is not given of what is in the trash, or needs somebody anyway; and is when it is back', async () => {
    const ctx = await testWorkspace();
    const deleted = await plant(ctx, 'Deleted', { expiresAt: ahead(3), deletedAt: Date.now() });
    await plant(ctx, 'Broken', { expiresAt: ahead(3), state: 'reconnect' });
    await warn();
    expect(await warningsOf(ctx)).toEqual([]);
    await change(deleted, { deletedAt: null });
    await warn();
    expect(await warningsOf(ctx)).toEqual(['Deleted 7']);
  });

  it('is given once by two programs at the same time', async () => {
    const ctx = await testWorkspace();
    for (let n = 0; n < 20; n += 1) await plant(ctx, `Key ${n}`, { expiresAt: ahead(3) });
    await Promise.all([warn(), warn(), warn()]);
    expect(await warningsOf(ctx)).toHaveLength(20);
  });

  it('makes a letter where there is a mail server, the nearest end first', async () => {
    const ctx = await testWorkspace();
    hasMail();
    await plant(ctx, 'Later', { expiresAt: ahead(20) });
    await plant(ctx, 'Sooner', { expiresAt: ahead(2) });
    const moved = await plant(ctx, 'Moved', { expiresAt: ahead(2) });
    await warn();
    await change(moved, { expiresAt: ahead(300) });
    await wait();
    await send();
    const [letter] = mail().taken;
    expect(letter?.source).toMatch(/Subject: Expires soon: 2 credentials in Operations/);
    expect(letter?.source).toMatch(/Sooner[^]*Later/);
    expect(letter?.source).not.toContain('Moved');
  });
});
