import { beforeAll, describe, expect, test, vi } from 'vitest';
import { eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { users } from '#db/schema/users.ts';
import { testDatabase } from '#db/testing.ts';
import { emailTriesMax } from '#lib/attempts/model.ts';
import { asUser, testPassword, testWorkspace } from '#lib/gate/testing.ts';
import { findLiveSession } from '#lib/gate/user.ts';
import { hashPassword, isPasswordOf } from '#lib/passwords/model.ts';
import { startSession } from '#lib/sessions/commands.ts';
import { authenticate, changePassword, confirmPassword, prepareUser, userRefusal } from './commands.ts';
import { newUser } from './schema.ts';

vi.mock('#lib/passwords/model.ts', { spy: true });

beforeAll(testDatabase);

async function somebody() {
  const ctx = await testWorkspace();
  const user = asUser(ctx);
  const { passwordHash } = await hashOnce();
  await transact(async (tx) => {
    await tx.update(users).set({ passwordHash }).where(eq(users.id, user.userId));
  });
  return user;
}

let hashed: { passwordHash: string } | undefined;
async function hashOnce() {
  if (hashed) return hashed;
  return (hashed = { passwordHash: await hashPassword(testPassword) });
}

let places = 0;
const somewhere = (): string => `203.0.113.${(places += 1)}`;

describe('signing in', () => {
  test('knows the person under every spelling of their address', async () => {
    const user = await somebody();
    for (const email of [user.email, user.email.toUpperCase(), ` ${user.email}`]) {
      expect(await authenticate(email, testPassword, somewhere())).toMatchObject({
        ok: true,
        user: { id: user.userId },
      });
    }
  });

  test('a wrong password, a disabled account and nobody at all answer alike', async () => {
    const [user, disabled] = [await somebody(), await somebody()];
    await transact(async (tx, now) => {
      await tx.update(users).set({ disabledAt: now }).where(eq(users.id, disabled.userId));
    });
    expect(await authenticate(user.email, 'another one entirely', somewhere())).toMatchObject({ ok: false });
    expect(await authenticate(disabled.email, testPassword, somewhere())).toMatchObject({ ok: false });
    expect(await authenticate('nobody@example.com', testPassword, somewhere())).toEqual({ ok: false, knownId: null });
  });

  test('after ten wrong ones even the right one waits, and a live session goes on', async () => {
    const user = await somebody();
    const token = await startSession({ ...user, agent: '', replaces: undefined });
    for (let n = 0; n < emailTriesMax; n += 1) await authenticate(user.email, 'wrong', somewhere());
    vi.mocked(isPasswordOf).mockClear();
    const right = authenticate(user.email, testPassword, somewhere());
    await expect(right).rejects.toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
    // Nothing is hashed for it.
    expect(isPasswordOf).not.toHaveBeenCalled();
    await confirmPassword(user, testPassword);
    expect(isPasswordOf).toHaveBeenCalledOnce();
    expect(await findLiveSession(token, Date.now())).not.toBeNull();
  });
});

describe('step-up', () => {
  test('takes the right password and counts the wrong ones by themselves', async () => {
    const user = await somebody();
    await confirmPassword(user, testPassword);
    for (let n = 0; n < emailTriesMax; n += 1) {
      await expect(confirmPassword(user, 'wrong')).rejects.toMatchObject({ code: 'PASSWORD_WRONG' });
    }
    await expect(confirmPassword(user, testPassword)).rejects.toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
    expect((await authenticate(user.email, testPassword, somewhere())).ok).toBe(true);
  });
});

describe('a new password', () => {
  const next = 'seven otters borrowed a kite';

  test('ends every session but the one that asked, and the old password', async () => {
    const user = await somebody();
    const [here, elsewhere] = [
      await startSession({ ...user, agent: '', replaces: undefined }),
      await startSession({ ...user, agent: '', replaces: undefined }),
    ];
    const session = await findLiveSession(here, Date.now());
    await changePassword({ ...user, sessionId: session?.sessionId ?? '' }, { current: testPassword, next });
    expect(await findLiveSession(here, Date.now())).not.toBeNull();
    expect(await findLiveSession(elsewhere, Date.now())).toBeNull();
    expect(await authenticate(user.email, testPassword, somewhere())).toMatchObject({ ok: false });
    expect(await authenticate(user.email, next, somewhere())).toMatchObject({ ok: true });
  });

  test('needs the old one, and is not the person’s own name or address', async () => {
    const user = await somebody();
    await expect(changePassword(user, { current: 'wrong', next })).rejects.toMatchObject({ code: 'PASSWORD_WRONG' });
    await expect(changePassword(user, { current: testPassword, next: 'mara okafor 1234' })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      detail: { field: 'next' },
    });
  });
});

test('one account for one address, whatever its spelling', async () => {
  const person = { name: 'Mara', password: testPassword };
  const insert = async (email: string) => {
    const user = await prepareUser({ ...person, email });
    try {
      await transact((tx, now) => user.insert(tx, now));
    } catch (error) {
      throw userRefusal(error);
    }
  };
  await insert('straße@example.com');
  await expect(insert('STRASSE@example.com')).rejects.toMatchObject({ code: 'EMAIL_TAKEN' });
  const rows = await read()
    .select({ hash: users.passwordHash })
    .from(users)
    .where(eq(users.email, 'straße@example.com'));
  expect(rows[0]?.hash).not.toContain(testPassword);
});

test.each([
  [{ name: 'Mara Okafor', email: 'mara.okafor@example.com', password: 'maraokafor1234!' }, 'password'],
  [{ name: 'Mara', email: 'mara@northwind.example', password: 'mara@northwind.example' }, 'password'],
  [{ name: '  ', email: 'mara@northwind.example', password: testPassword }, 'name'],
  [{ name: 'Mara', email: 'mara', password: testPassword }, 'email'],
  [{ name: 'Mara', email: 'a@b@c', password: testPassword }, 'email'],
])('%o is refused at its field', (input, field) => {
  const parsed = newUser.safeParse(input);
  expect(parsed.error?.issues.map((issue) => issue.path.join('.'))).toEqual([field]);
});
