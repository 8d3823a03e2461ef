import { eq } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { signInAttempts, users } from '#db/schema/users.ts';
import { emailTriesMax } from '#lib/attempts/model.ts';
import { findLiveSession } from '#lib/gate/user.ts';
import { newId } from '#lib/ids.ts';
import { changeRole, disableMember, removeMember } from '#lib/members/commands.ts';
import { endSession } from '#lib/sessions/commands.ts';
import { act, actAs, upload } from './doors.ts';
import { ask, fromOwnPage } from './http.ts';
import { ctxOf, join, newPerson, password, type Person, type Place } from './people.ts';
import { signOut, tryPassword } from './sign-in.ts';
import { expect, test } from './test.ts';

const file = Buffer.from('not BSON, and taken all the same until somebody reads it');

interface Doors {
  /** Status, and where to. */
  readonly page: string;
  readonly action: string;
  readonly upload: string;
}

/** What one cookie is answered at each kind of door, right now. */
async function doorsFor(cookie: string, place: Place): Promise<Doors> {
  const path = `/${place.tenant}/${place.workspace}/settings`;
  const page = await ask(path, { cookie });
  const action = await act('createWorkspace', place, { name: newId('wsp'), environment: 'staging' }, cookie);
  const sent = await upload(place, file, cookie);
  const { code = 'taken' } = JSON.parse(sent.text) as { code?: string };
  return {
    page: page.headers.location ? `${page.status} ${page.headers.location.split('?')[0]}` : String(page.status),
    action: action.ok ? 'done' : action.code,
    upload: `${sent.status} ${code}`,
  };
}

const open: Doors = { page: '200', action: 'done', upload: '201 taken' };
const signedOut: Doors = { page: '307 /sign-in', action: 'SIGN_IN_REQUIRED', upload: '401 SIGN_IN_REQUIRED' };
const gone: Doors = { page: '404', action: 'NOT_FOUND', upload: '404 NOT_FOUND' };
const smaller: Doors = { page: '200', action: 'FORBIDDEN', upload: '403 FORBIDDEN' };
/** Builders send files of flows. */
const building: Doors = { ...smaller, upload: '201 taken' };

/** Everything that ends or narrows what a cookie may do, and what the same cookie is answered at the next request. */
const endings: Readonly<Record<string, { end: (of: Scene) => Promise<unknown>; after: Doors }>> = {
  'signing out': { end: ({ member }) => signOut(member.cookie), after: signedOut },
  'ending the session from a list': {
    end: async ({ member }) => {
      const elsewhere = await tryPassword(member.email, password);
      return actAs('revokeOtherSessions', {}, elsewhere.cookie);
    },
    after: signedOut,
  },
  'changing the password elsewhere': {
    end: async ({ member }) => {
      const elsewhere = await tryPassword(member.email, password);
      const change = { current: password, next: 'a louder harbour at the lowest water' };
      expect(await actAs('changePassword', change, elsewhere.cookie)).toMatchObject({ ok: true });
    },
    after: signedOut,
  },
  'disabling the person': {
    end: ({ member }) =>
      transact(async (tx, now) => {
        await tx.update(users).set({ disabledAt: now }).where(eq(users.id, member.user.userId));
      }),
    after: signedOut,
  },
  'disabling the member': {
    end: async ({ member, owner, place }) => disableMember(await ctxOf(owner, place), member.user.userId),
    after: gone,
  },
  'removing the member': {
    end: async ({ member, owner, place }) => removeMember(await ctxOf(owner, place), member.user.userId),
    after: gone,
  },
  'making an admin a builder': {
    end: async ({ member, owner, place }) => changeRole(await ctxOf(owner, place), member.user.userId, 'builder'),
    after: building,
  },
  'making an admin a viewer': {
    end: async ({ member, owner, place }) => changeRole(await ctxOf(owner, place), member.user.userId, 'viewer'),
    after: smaller,
  },
};

interface Scene {
  readonly member: Person;
  readonly owner: Person;
  readonly place: Place;
}

for (const [name, { end, after }] of Object.entries(endings))
  test(`${name} holds from the next request on, at every door`, async ({ owner, place }) => {
    const member = await newPerson('Ada Admin');
    await join(member, owner, place, 'admin');
    expect(await doorsFor(member.cookie, place)).toEqual(open);
    await end({ member, owner, place });
    expect(await doorsFor(member.cookie, place)).toEqual(after);
    expect(await doorsFor(owner.cookie, place), 'and nobody else notices').toEqual(open);
  });

test('a viewer who was a builder may not even try a secret', async ({ owner, place }) => {
  const member = await newPerson('Bo Builder');
  await join(member, owner, place, 'builder');
  const input = { id: newId('crd') };
  expect(await act('checkCredential', place, input, member.cookie)).toMatchObject({ code: 'NOT_FOUND' });
  await changeRole(await ctxOf(owner, place), member.user.userId, 'viewer');
  expect(await act('checkCredential', place, input, member.cookie)).toMatchObject({ code: 'FORBIDDEN' });
  expect(await act('readCredential', place, input, member.cookie)).toMatchObject({ code: 'NOT_FOUND' });
});

test('the session door of the library knows no ended session either', async ({ owner }) => {
  const session = async () => JSON.parse((await ask('/api/auth/session', { cookie: owner.cookie })).text) as object;
  expect(await session()).toMatchObject({ user: { email: owner.email } });
  const { sessionId } = await sessionOf(owner);
  await endSession({ ...owner.user, sessionId });
  expect(await session()).toEqual({});
});

/** Which session a cookie is, as the list of one's own sessions says it. */
async function sessionOf(person: Person): Promise<{ sessionId: string }> {
  const session = await findLiveSession(person.cookie, Date.now());
  if (!session) throw new Error('no such session');
  return session;
}

test.describe('signing in', () => {
  test.afterEach(async () => {
    await transact(async (tx) => {
      await tx.delete(signInAttempts);
    });
  });

  test('gives a session of its own each time, and ends the one the browser came with', async ({ place, owner }) => {
    const first = await tryPassword(owner.email, password);
    expect(first.status).toBe(200);
    expect(first.cookie).toMatch(/^[\w-]{43}$/);
    const second = await tryPassword(owner.email, password, { cookie: first.cookie ?? '' });
    expect(second.cookie).toMatch(/^[\w-]{43}$/);
    expect(second.cookie).not.toBe(first.cookie);
    expect(await doorsFor(first.cookie ?? '', place)).toEqual(signedOut);
    expect(await doorsFor(second.cookie ?? '', place)).toEqual(open);
  });

  test('never takes over a session somebody else chose', async ({ owner }) => {
    const chosen = 'A'.repeat(43);
    const { cookie } = await tryPassword(owner.email, password, { cookie: chosen });
    expect(cookie).not.toBe(chosen);
    expect((await ask('/', { cookie: chosen })).headers.location).toBe('/sign-in');
  });

  test('marks its cookie for no script and no other site', async ({ owner }) => {
    const { headers } = await tryPassword(owner.email, password);
    const line = headers['set-cookie']?.find((one) => one.startsWith('keyhaven='));
    expect(line).toMatch(/HttpOnly/i);
    expect(line).toMatch(/SameSite=Lax/i);
    expect(line).toMatch(/Path=\//i);
    expect(headers['cache-control']).toContain('no-store');
  });

  test('needs its own token and its own origin', async ({ owner }) => {
    const fields = new URLSearchParams({ email: owner.email, password, csrfToken: 'f'.repeat(64), json: 'true' });
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = fields.toString();
    const path = '/api/auth/callback/credentials';
    const foreign = await ask(path, { method: 'POST', headers: { ...form, origin: 'https://evil.example' }, body });
    expect(foreign.status).toBe(403);
    const own = { ...form, ...fromOwnPage() };
    const guessed = await ask(path, { method: 'POST', headers: own, body });
    expect(guessed.headers['set-cookie']?.some((one) => /^keyhaven=[^;]/.test(one)) ?? false).toBe(false);
  });

  test('says the same of a wrong password, of nobody and of somebody disabled', async ({ owner }) => {
    const disabled = await newPerson('Dora Disabled');
    await transact(async (tx, now) => {
      await tx.update(users).set({ disabledAt: now }).where(eq(users.id, disabled.user.userId));
    });
    const tries = [
      await tryPassword(owner.email, 'a quiet harbour at low water'),
      await tryPassword(`${newId('usr')}@example.com`, password),
      await tryPassword(disabled.email, password),
    ];
    for (const { status, text, cookie } of tries) {
      expect({ status, text, cookie }).toEqual({ status: 401, text: tries[0]?.text, cookie: null });
    }
  });

  test('counts all spellings of one address together, wherever they claim to come from', async ({ owner, place }) => {
    const wide = [...owner.email].map((sign) => (/[a-z0-9]/.test(sign) ? fullWidth(sign) : sign)).join('');
    const spellings = [owner.email, owner.email.toUpperCase(), ` ${owner.email} `, wide, `${owner.email}\t`];
    const statuses: string[] = [];
    for (let n = 0; n < emailTriesMax + 2; n += 1) {
      const from = `203.0.113.${n}`;
      const { text } = await tryPassword(spellings[n % spellings.length] ?? '', 'wrong, and wrong again', {
        headers: { 'x-forwarded-for': from, 'x-real-ip': from, forwarded: `for=${from}`, 'x-keyhaven-peer': from },
      });
      statuses.push(/TOO_MANY_ATTEMPTS/.test(text) ? 'refused' : 'tried');
    }
    expect(statuses).toEqual([...Array<string>(emailTriesMax).fill('tried'), 'refused', 'refused']);
    const right = await tryPassword(owner.email, password);
    expect(right.cookie, 'not even with the right password').toBeNull();
    expect(await doorsFor(owner.cookie, place), 'who is signed in stays so').toEqual(open);
    const other = await newPerson('Olga Other');
    expect((await tryPassword(other.email, password)).cookie, 'and others sign in').not.toBeNull();
  });

  test('counts tries from one place, whatever names they try and wherever they claim to come from', async () => {
    test.setTimeout(120_000);
    let tried = 0;
    for (; tried < 60; tried += 1) {
      const headers = { 'x-forwarded-for': `203.0.113.${tried}` };
      const { text } = await tryPassword(`${newId('usr')}@example.com`, 'wrong, and wrong again', { headers });
      if (/TOO_MANY_ATTEMPTS/.test(text)) break;
    }
    expect(tried).toBeLessThanOrEqual(50);
    expect(tried).toBeGreaterThan(10);
  });
});

const fullWidth = (sign: string): string => String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfe_e0);
