import { and, eq, isNotNull } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { credentials } from '#db/schema/credentials.ts';
import { notices } from '#db/schema/notices.ts';
import { members } from '#db/schema/tenants.ts';
import { users } from '#db/schema/users.ts';
import { testDatabase } from '#db/testing.ts';
import type { Role } from '#lib/access.ts';
import { dayMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { newId } from '#lib/ids.ts';
import { endWarner, sendLetters } from '#lib/jobs/notices.ts';
import { startTestMail, type TestMail } from '#lib/mail/testing.ts';
import { noteReconnect, purgeNotices, setMail } from './commands.ts';
import { attemptsMax } from './model.ts';
import { getMailChoice } from './queries.ts';

let mail: TestMail;
beforeAll(async () => {
  await testDatabase();
  mail = await startTestMail();
  process.env['MAIL_FROM'] = 'Keyhaven <keyhaven@example.com>';
});
afterAll(() => mail.close());
afterEach(async () => {
  delete process.env['SMTP_URL'];
  mail.refuses = null;
  mail.taken.length = 0;
  await transact(async (tx) => {
    await tx.delete(notices);
  });
});

const hasMail = () => (process.env['SMTP_URL'] = `smtp://127.0.0.1:${mail.port}?tls=never`);

type Change = Partial<typeof credentials.$inferInsert>;

/** A row as a save leaves it; its secret is of no matter here. */
async function plant(ctx: WorkspaceCtx, name: string, change: Change = {}): Promise<string> {
  const id = newId('crd');
  await transact(async (tx, now) => {
    await tx.insert(credentials).values({
      tenantId: ctx.tenantId,
      workspaceId: ctx.workspaceId,
      id,
      identifier: id,
      name,
      nameKey: name.toLowerCase(),
      component: 'rest',
      authType: 'bearer',
      environment: 'production',
      settings: {},
      metadata: {},
      audience: [],
      version: 1,
      revision: 1,
      state: 'passed',
      createdAt: now,
      createdBy: ctx.actor.id,
      updatedAt: now,
      ...change,
    });
  });
  return id;
}

const change = (id: string, to: Change) =>
  transact(async (tx) => {
    await tx.update(credentials).set(to).where(eq(credentials.id, id));
  });

const warn = () => endWarner()();

async function warningsOf(ctx: WorkspaceCtx): Promise<unknown[]> {
  const rows = await read()
    .select({ label: audit.targetLabel, detail: audit.detail })
    .from(audit)
    .where(and(eq(audit.tenantId, ctx.tenantId), eq(audit.action, 'credential.expiring')))
    .orderBy(audit.id);
  return rows.map((row) => `${row.label} ${row.detail?.['days']}`);
}

const ahead = (days: number): number => Date.now() + days * dayMs - 1_000;

/** The two minutes in which notices gather, or the time until the next try, are over. */
const wait = () =>
  transact(async (tx, now) => {
    await tx.update(notices).set({ dueAt: now }).where(isNotNull(notices.dueAt));
  });

const send = () => sendLetters(new AbortController().signal);

const note = (ctx: WorkspaceCtx, credentialId: string, name: string) =>
  transact((tx, now) => noteReconnect(tx, now, { ...ctx, credentialId, component: 'rest', name }));

async function broken(ctx: WorkspaceCtx, name: string): Promise<string> {
  const id = await plant(ctx, name, { state: 'reconnect', stateMessage: `REST API ended the session of ${name}.` });
  await note(ctx, id, name);
  return id;
}

async function addMember(ctx: WorkspaceCtx, role: Role, disabledAt: number | null = null): Promise<string> {
  const id = newId('usr');
  const email = `${id}@example.com`;
  await transact(async (tx, now) => {
    const person = { id, name: 'Jonas Lind', email, emailKey: email };
    await tx.insert(users).values({ ...person, passwordHash: '', passwordChangedAt: now, createdAt: now });
    await tx.insert(members).values({ tenantId: ctx.tenantId, userId: id, role, disabledAt, createdAt: now });
  });
  return email;
}

const ownerOf = (ctx: WorkspaceCtx): string => `${ctx.tenantSlug}@example.com`;

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
    const [letter] = mail.taken;
    expect(letter?.source).toMatch(/Subject: Expires soon: 2 credentials in Operations/);
    expect(letter?.source).toMatch(/Sooner[^]*Later/);
    expect(letter?.source).not.toContain('Moved');
  });
});

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
    expect(mail.taken.map((letter) => letter.to)).toEqual([[ownerOf(ctx)]]);
    expect(mail.taken[0]?.source).toMatch(/Orders[^]*Invoices/);
    expect(mail.taken[0]?.source).not.toContain('Elsewhere');
    await wait();
    expect(await send()).toBe(1);
    expect(mail.taken.map((letter) => letter.to)).toEqual([[ownerOf(ctx)], [ownerOf(other)]]);
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
    expect(mail.taken.map((letter) => letter.to)).toEqual([[ownerOf(ctx), admin]]);
    await setMail(ctx, { reconnect: false, expiring: true });
    expect(await getMailChoice(ctx)).toEqual({ email: ownerOf(ctx), reconnect: false, expiring: true, isOn: true });
    await broken(ctx, 'Invoices');
    await wait();
    await send();
    expect(mail.taken[1]?.to).toEqual([admin]);
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
    expect(mail.taken).toEqual([]);
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
    expect(mail.taken).toHaveLength(1);
    expect(mail.taken[0]?.source).toContain('25 credentials');
    expect(mail.taken[0]?.source).toContain('and 5 more');
  });

  it('are tried again when they are not taken, once a claim, and given up in the end', async () => {
    hasMail();
    const ctx = await testWorkspace();
    await broken(ctx, 'Orders');
    mail.refuses = 'all';
    for (let n = 0; n < attemptsMax; n += 1) {
      expect(await send()).toBe(0);
      await wait();
      expect(await send()).toBe(1);
    }
    await wait();
    expect(await send()).toBe(0);
    mail.refuses = null;
    await broken(ctx, 'Invoices');
    await wait();
    await send();
    expect(mail.taken).toHaveLength(1);
    expect(mail.taken[0]?.source).not.toContain('Orders');
  });

  it('of something new are not given up with what was refused before', async () => {
    hasMail();
    const ctx = await testWorkspace();
    await broken(ctx, 'Orders');
    mail.refuses = 'all';
    for (let n = 1; n < attemptsMax; n += 1) {
      await wait();
      expect(await send()).toBe(1);
    }
    await broken(ctx, 'Invoices');
    await wait();
    expect(await send()).toBe(2);
    mail.refuses = null;
    await wait();
    await send();
    expect(mail.taken).toHaveLength(1);
    expect(mail.taken[0]?.source).toContain('Invoices');
  });

  it('are sent once by two programs at the same time', async () => {
    hasMail();
    const all = await Promise.all([testWorkspace(), testWorkspace(), testWorkspace()]);
    for (const ctx of all) await broken(ctx, 'Orders');
    await wait();
    await Promise.all([send(), send(), send()]);
    expect(mail.taken.flatMap((letter) => letter.to).toSorted()).toEqual(all.map(ownerOf).toSorted());
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
