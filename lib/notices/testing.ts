import { and, eq, isNotNull } from 'drizzle-orm';
import { afterEach, beforeEach, vi } from 'vitest';
import { read, transact } from '#db/client.ts';
import { duringTests } from '#db/during/testing.ts';
import { audit } from '#db/schema/audit.ts';
import { credentials } from '#db/schema/credentials.ts';
import { notices } from '#db/schema/notices.ts';
import { members } from '#db/schema/tenants.ts';
import { users } from '#db/schema/users.ts';
import type { Role } from '#lib/access.ts';
import { dayMs } from '#lib/clock.ts';
import { plantRow, type RowChange } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { newId } from '#lib/ids.ts';
import { endWarner, sendLetters } from '#lib/jobs/notices.ts';
import { startTestMail } from '#lib/mail/testing.ts';
import { noteReconnect } from './commands.ts';

/** The database of a test file and its mail server; after each test no letter is left, nor a line that names it. */
export function testNotices() {
  const mail = duringTests(startTestMail, (one) => one.close());
  beforeEach(() => vi.stubEnv('MAIL_FROM', 'Keyhaven <keyhaven@example.com>'));
  afterEach(async () => {
    vi.unstubAllEnvs();
    mail().refuses = null;
    mail().taken.length = 0;
    await transact(async (tx) => {
      await tx.delete(notices);
    });
  });
  const hasMail = () => vi.stubEnv('SMTP_URL', `smtp://127.0.0.1:${mail().port}?tls=never`);
  return { mail, hasMail };
}

export const plant = (ctx: WorkspaceCtx, name: string, change: RowChange = {}): Promise<string> =>
  plantRow(ctx, { name, ...change });

export const change = (id: string, to: RowChange) =>
  transact(async (tx) => {
    await tx.update(credentials).set(to).where(eq(credentials.id, id));
  });

export const warn = () => endWarner()();

export async function warningsOf(ctx: WorkspaceCtx): Promise<unknown[]> {
  const rows = await read()
    .select({ label: audit.targetLabel, detail: audit.detail })
    .from(audit)
    .where(and(eq(audit.tenantId, ctx.tenantId), eq(audit.action, 'credential.expiring')))
    .orderBy(audit.id);
  return rows.map((row) => `${row.label} ${row.detail?.['days']}`);
}

export const ahead = (days: number): number => Date.now() + days * dayMs - 1_000;

/** The two minutes in which notices gather, or the time until the next try, are over. */
export const wait = () =>
  transact(async (tx, now) => {
    await tx.update(notices).set({ dueAt: now }).where(isNotNull(notices.dueAt));
  });

export const send = () => sendLetters(new AbortController().signal);

export const note = (ctx: WorkspaceCtx, credentialId: string, name: string) =>
  transact((tx, now) => noteReconnect(tx, now, { ...ctx, credentialId, component: 'rest', name }));

export async function broken(ctx: WorkspaceCtx, name: string): Promise<string> {
  const id = await plant(ctx, name, { state: 'reconnect', stateMessage: `REST API ended the session of ${name}.` });
  await note(ctx, id, name);
  return id;
}

export async function addMember(ctx: WorkspaceCtx, role: Role, disabledAt: number | null = null): Promise<string> {
  const id = newId('usr');
  const email = `${id}@example.com`;
  await transact(async (tx, now) => {
    const person = { id, name: 'Jonas Lind', email, emailKey: email };
    await tx.insert(users).values({ ...person, passwordHash: '', passwordChangedAt: now, createdAt: now });
    await tx.insert(members).values({ tenantId: ctx.tenantId, userId: id, role, disabledAt, createdAt: now });
  });
  return email;
}

export const ownerOf = (ctx: WorkspaceCtx): string => `${ctx.tenantSlug}@example.com`;
