import { beforeAll, describe, expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { invites } from '#db/schema/invites.ts';
import { testDatabase } from '#db/testing.ts';
import { dayMs } from '#lib/clock.ts';
import { asUser, testWorkspace, withRole } from '#lib/gate/testing.ts';
import { newToken } from '#lib/ids.ts';
import { disableMember } from '#lib/members/commands.ts';
import { listMembers } from '#lib/members/queries.ts';
import { tokenHash } from '#lib/sessions/model.ts';
import { acceptAsNew, acceptInvite, purgeInvites, renewInvite, withdrawInvite } from './commands.ts';
import { keptMs } from './model.ts';
import { listInvites, viewInvitation } from './queries.ts';
import { inviteDays, invitesMax } from './schema.ts';
import {
  newEmail,
  newUser,
  addMember,
  tokenOf,
  invite,
  idOf,
  actionsOf,
  visitor,
  account,
  outcomes,
} from './testing.ts';

beforeAll(testDatabase);

describe('a link', () => {
  test('is told once and stored as a hash, for seven days', async () => {
    const ctx = await testWorkspace();
    const before = Date.now();
    const { url, token, email, expiresAt } = await invite(ctx);
    expect(url).toMatch(/^http:\/\/localhost:\d+\/invite\/[\w-]{43}$/);
    expect(expiresAt).toBeGreaterThanOrEqual(before + inviteDays * dayMs);
    const rows = await read().select().from(invites).where(eq(invites.tenantId, ctx.tenantId));
    expect(rows).toMatchObject([{ tokenHash: tokenHash(token), email, invitedBy: ctx.actor.id }]);
    expect(JSON.stringify([rows, await listInvites(ctx)])).not.toContain(token);
    expect(JSON.stringify(await listInvites(ctx))).not.toContain(tokenHash(token));
    expect(await actionsOf(ctx)).toEqual(['member.invited']);
  });

  test('replaced by a new one leads nowhere, and the new one does', async () => {
    const ctx = await testWorkspace();
    const { token, email } = await invite(ctx);
    const person = await newUser(email);
    const again = tokenOf(await renewInvite(ctx, await idOf(ctx, email)));
    await expect(acceptInvite(person, token)).rejects.toMatchObject({ code: 'INVITE_ENDED' });
    expect(await acceptInvite(person, again)).toEqual({ tenant: ctx.tenantSlug, workspace: 'operations' });
  });

  test('withdrawn, over or made up is one and the same nothing', async () => {
    const ctx = await testWorkspace();
    const [withdrawn, over] = [await invite(ctx), await invite(ctx)];
    await withdrawInvite(ctx, await idOf(ctx, withdrawn.email));
    await transact(async (tx, now) => {
      await tx
        .update(invites)
        .set({ expiresAt: now })
        .where(eq(invites.tokenHash, tokenHash(over.token)));
    });
    for (const token of [withdrawn.token, over.token, newToken(), '', 'x', `${over.token}x`]) {
      await expect(acceptAsNew(visitor(), account(token))).rejects.toMatchObject({ code: 'INVITE_ENDED' });
      await expect(acceptInvite(asUser(ctx), token)).rejects.toMatchObject({ code: 'INVITE_ENDED' });
      expect(await viewInvitation(token, null)).toEqual({ kind: 'ended' });
    }
    expect((await listInvites(ctx)).map((one) => one.state)).toEqual(['expired']);
  });

  test('whose time was over long ago is forgotten', async () => {
    const ctx = await testWorkspace();
    const [old, newer] = [await invite(ctx), await invite(ctx)];
    const age = (token: string, ms: number) =>
      transact(async (tx, now) => {
        await tx
          .update(invites)
          .set({ expiresAt: now - ms })
          .where(eq(invites.tokenHash, tokenHash(token)));
      });
    await age(old.token, keptMs + 1_000);
    await age(newer.token, keptMs - 60_000);
    expect(await purgeInvites()).toBe(1);
    expect((await listInvites(ctx)).map((one) => one.email)).toEqual([newer.email]);
  });
});

describe('inviting', () => {
  test('an address that is a member, disabled, or invited already is refused at its field', async () => {
    const ctx = await testWorkspace();
    const disabled = await addMember(ctx, 'viewer');
    await disableMember(ctx, disabled.actor.id);
    const { email } = (await listMembers(ctx)).find((one) => one.disabledAt !== null) ?? { email: '' };
    const at = { detail: { field: 'email' } };
    await expect(invite(ctx, asUser(ctx).email.toUpperCase())).rejects.toMatchObject({ code: 'MEMBER_ALREADY', ...at });
    await expect(invite(ctx, email)).rejects.toMatchObject({ code: 'MEMBER_ALREADY', ...at });
    await expect(invite(ctx, email)).rejects.toThrow('disabled');
    const open = await invite(ctx);
    await expect(invite(ctx, open.email.toUpperCase())).rejects.toMatchObject({ code: 'INVITE_PENDING', ...at });
    expect(await listInvites(ctx)).toHaveLength(1);
    expect(await actionsOf(ctx)).toEqual(['member.disabled', 'member.invited']);
  });

  test('the same address at once: one link', async () => {
    const ctx = await testWorkspace();
    const email = newEmail();
    const all = await outcomes([invite(ctx, email), invite(ctx, email), invite(ctx, email)]);
    expect(all.sort()).toEqual(['INVITE_PENDING', 'INVITE_PENDING', 'done']);
  });

  test('an admin invites nobody as an owner, nor gets at the link of one', async () => {
    const ctx = await testWorkspace();
    const admin = await addMember(ctx, 'admin');
    await expect(invite(admin, newEmail(), 'owner')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const { email } = await invite(ctx, newEmail(), 'owner');
    const id = await idOf(ctx, email);
    await expect(renewInvite(admin, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(withdrawInvite(admin, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await renewInvite(ctx, id);
    await invite(admin, newEmail(), 'admin');
  });

  test.each(['builder', 'viewer'] as const)('a %s invites nobody and sees no invitation', async (role) => {
    const ctx = await testWorkspace();
    const { email } = await invite(ctx);
    const id = await idOf(ctx, email);
    const weak = withRole(ctx, role);
    for (const attempt of [
      () => invite(weak),
      () => renewInvite(weak, id),
      () => withdrawInvite(weak, id),
      () => listInvites(weak),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test("another tenant's invitation is not there", async () => {
    const [ctx, foreign] = [await testWorkspace(), await testWorkspace()];
    const { email } = await invite(foreign);
    const id = await idOf(foreign, email);
    await expect(renewInvite(ctx, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(withdrawInvite(ctx, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await listInvites(ctx)).toEqual([]);
    expect(await listInvites(foreign)).toHaveLength(1);
  });

  test('ends where too many are open', async () => {
    const ctx = await testWorkspace();
    await transact(async (tx, now) => {
      const rows = Array.from({ length: invitesMax }, (_, n) => ({
        tenantId: ctx.tenantId,
        id: `inv_${n}`,
        tokenHash: newToken(),
        email: `p${n}@example.com`,
        emailKey: `p${n}@example.com`,
        role: 'viewer' as const,
        invitedBy: ctx.actor.id,
        createdAt: now,
        expiresAt: now + dayMs,
      }));
      await tx.insert(invites).values(rows);
    });
    await expect(invite(ctx)).rejects.toMatchObject({ code: 'STATE_INVALID' });
    await withdrawInvite(ctx, 'inv_7');
    await invite(ctx);
  });
});
