import { and, eq } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { invites } from '#db/schema/invites.ts';
import { members } from '#db/schema/tenants.ts';
import type { Role } from '#lib/access.ts';
import { recorder } from '#lib/audit/commands.ts';
import { dayMs, hourMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { createInvite } from '#lib/invites/commands.ts';
import { slugOf } from '#lib/names.ts';
import { newPerson, type Person } from './people.ts';

interface Colleague {
  readonly name: string;
  readonly role: Role;
  readonly daysAgo: number;
  readonly signedInHoursAgo?: number;
  readonly isDisabled?: boolean;
}

const colleagues: readonly Colleague[] = [
  { name: 'Ines Duarte', role: 'builder', daysAgo: 190, signedInHoursAgo: 26 },
  { name: 'Priya Raman', role: 'builder', daysAgo: 64, signedInHoursAgo: 5 },
  { name: 'Sune Berg', role: 'viewer', daysAgo: 141, signedInHoursAgo: 24 * 70, isDisabled: true },
  { name: 'Tomasz Okonkwo-Lindqvist', role: 'viewer', daysAgo: 2 },
];

interface SamplePeople {
  /** The link of one who was invited and has not come yet. */
  readonly invitation: string;
  /** Writes into the tenant's log when they signed in last. */
  readonly tell: () => Promise<void>;
}

/** The others of the tenant, and two who were invited. */
export async function addPeople(ctx: WorkspaceCtx, founders: readonly Person[], now: number): Promise<SamplePeople> {
  const signedIn: { person: Person; hoursAgo: number }[] = founders.map((person, at) => ({
    person,
    hoursAgo: 3 + at * 44,
  }));
  for (const colleague of colleagues) {
    const person = await addColleague(ctx, colleague, now);
    if (colleague.signedInHoursAgo) signedIn.push({ person, hoursAgo: colleague.signedInHoursAgo });
  }
  const over = `leo.marsh.${ctx.tenantSlug}@example.com`;
  await createInvite(ctx, { email: over, role: 'viewer' });
  await transact(async (tx) => {
    await tx
      .update(invites)
      .set({ createdAt: now - 9 * dayMs, expiresAt: now - 2 * dayMs })
      .where(and(eq(invites.tenantId, ctx.tenantId), eq(invites.email, over)));
  });
  const { url } = await createInvite(ctx, { email: `ada.brenner.${ctx.tenantSlug}@example.com`, role: 'builder' });
  return {
    invitation: url,
    tell: async () => {
      for (const { person, hoursAgo } of signedIn) await tellSignIn(ctx, person, now - hoursAgo * hourMs);
    },
  };
}

async function addColleague(ctx: WorkspaceCtx, colleague: Colleague, now: number): Promise<Person> {
  const { name, role, daysAgo, isDisabled = false } = colleague;
  const person = await newPerson(name, `${slugOf(name, 'somebody').replace('-', '.')}.${ctx.tenantSlug}@example.com`);
  await transact(async (tx) => {
    await tx.insert(members).values({
      tenantId: ctx.tenantId,
      userId: person.user.userId,
      role,
      createdAt: now - daysAgo * dayMs,
      disabledAt: isDisabled ? now - dayMs : null,
    });
  });
  return person;
}

async function tellSignIn(ctx: WorkspaceCtx, { user }: Person, at: number): Promise<void> {
  const actor = { kind: 'user', id: user.userId, label: user.userName } as const;
  const record = await recorder({ ...ctx, workspaceId: null, actor });
  await transact((tx) =>
    record(tx, at, {
      action: 'session.started',
      targetKind: 'user',
      targetId: user.userId,
      targetLabel: user.email,
      detail: { agent: 'Chrome on Linux' },
    }),
  );
}
