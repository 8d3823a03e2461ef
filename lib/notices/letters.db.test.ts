import { describe, expect, it } from 'vitest';
import { read } from '#db/client.ts';
import { notices } from '#db/schema/notices.ts';
import { dayMs } from '#lib/clock.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { purgeNotices, setMail } from './commands.ts';
import { attemptsMax } from './model.ts';
import { getMailChoice } from './queries.ts';
import { addMember, broken, change, note, ownerOf, send, testNotices, wait } from './testing.ts';

const { mail, hasMail } = testNotices();

describe('letters', () => {
  it('are not even noted where there is no mail server', async () => {
    const ctx = await testWorkspace();
    await broken(ctx, 'Orders');
    expect(await read().select().from(notices)).toEqual([]);
    expect(await send()).toBe(0);
  });

  it('gather for two minutes, one for each workspace', async () => {
    hasMail();
    const [ctx, other] = [await testWorkspace(), await testWorkspace()];
    await broken(ctx, 'Orders');
    expect(await send()).toBe(0);
    await wait();
    await broken(ctx, 'Invoices');
    await broken(other, 'Elsewhere');
    expect(await send()).toBe(1);
    expect(mail().taken.map((letter) => letter.to)).toEqual([[ownerOf(ctx)]]);
    expect(mail().taken[0]?.source).toMatch(/Orders[^]*Invoices/);
    expect(mail().taken[0]?.source).not.toContain('Elsewhere');
    await wait();
    expect(await send()).toBe(1);
    expect(mail().taken.map((letter) => letter.to)).toEqual([[ownerOf(ctx)], [ownerOf(other)]]);
    await wait();
    expect(await send()).toBe(0);
  });

  it('go to the owners and admins who want them, and to nobody who left', async () => {
    hasMail();
    const ctx = await testWorkspace();
    const admin = await addMember(ctx, 'admin');
    await addMember(ctx, 'builder');
    await addMember(ctx, 'viewer');
    await addMember(ctx, 'admin', Date.now());
    await broken(ctx, 'Orders');
    await wait();
    await send();
    expect(mail().taken.map((letter) => letter.to)).toEqual([[ownerOf(ctx), admin]]);
    await setMail(ctx, { reconnect: false, expiring: true });
    expect(await getMailChoice(ctx)).toEqual({ email: ownerOf(ctx), reconnect: false, expiring: true, isOn: true });
    await broken(ctx, 'Invoices');
    await wait();
    await send();
    expect(mail().taken[1]?.to).toEqual([admin]);
  });

  it('leave out what was mended or deleted before they went, and are not sent for nothing', async () => {
    hasMail();
    const ctx = await testWorkspace();
    const mended = await broken(ctx, 'Mended');
    const deleted = await broken(ctx, 'Deleted');
    await change(mended, { state: 'passed' });
    await change(deleted, { deletedAt: Date.now() });
    await wait();
    expect(await send()).toBe(1);
    expect(mail().taken).toEqual([]);
    await wait();
    expect(await send()).toBe(0);
  });

  it('name each credential once, twenty of many', async () => {
    hasMail();
    const ctx = await testWorkspace();
    const first = await broken(ctx, 'Key 0');
    await note(ctx, first, 'Key 0');
    for (let n = 1; n < 25; n += 1) await broken(ctx, `Key ${n}`);
    await wait();
    await send();
    expect(mail().taken).toHaveLength(1);
    expect(mail().taken[0]?.source).toContain('25 credentials');
    expect(mail().taken[0]?.source).toContain('and 5 more');
  });

  it('are tried again when they are not taken, once a claim, and given up in the end', async () => {
    hasMail();
    const ctx = await testWorkspace();
    await broken(ctx, 'Orders');
    mail().refuses = 'all';
    for (let n = 0; n < attemptsMax; n += 1) {
      expect(await send()).toBe(0);
      await wait();
      expect(await send()).toBe(1);
    }
    await wait();
    expect(await send()).toBe(0);
    mail().refuses = null;
    await broken(ctx, 'Invoices');
    await wait();
    await send();
    expect(mail().taken).toHaveLength(1);
    expect(mail().taken[0]?.source).not.toContain('Orders');
  });

  it('of something new are not given up with what was refused before', async () => {
    hasMail();
    const ctx = await testWorkspace();
    await broken(ctx, 'Orders');
    mail().refuses = 'all';
    for (let n = 1; n < attemptsMax; n += 1) {
      await wait();
      expect(await send()).toBe(1);
    }
    await broken(ctx, 'Invoices');
    await wait();
    expect(await send()).toBe(2);
    mail().refuses = null;
    await wait();
    await send();
    expect(mail().taken).toHaveLength(1);
    expect(mail().taken[0]?.source).toContain('Invoices');
  });

  it('are sent once by two programs at the same time', async () => {
    hasMail();
    const all = await Promise.all([testWorkspace(), testWorkspace(), testWorkspace()]);
    for (const ctx of all) await broken(ctx, 'Orders');
    await wait();
    await Promise.all([send(), send(), send()]);
    expect(
      mail()
        .taken.flatMap((letter) => letter.to)
        .toSorted(),
    ).toEqual(all.map(ownerOf).toSorted());
  });

  it('are forgotten after a month', async () => {
    hasMail();
    await broken(await testWorkspace(), 'Orders');
    await purgeNotices(Date.now() + 29 * dayMs);
    expect(await read().select().from(notices)).toHaveLength(1);
    await purgeNotices(Date.now() + 31 * dayMs);
    expect(await read().select().from(notices)).toEqual([]);
  });
});
