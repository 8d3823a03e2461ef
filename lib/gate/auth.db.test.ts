import { createRequire } from 'node:module';
import { NextRequest } from 'next/server';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { sessions, users } from '#db/schema/users.ts';
import { testDatabase } from '#db/testing.ts';
import { emailTriesMax } from '#lib/attempts/model.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { hashPassword } from '#lib/passwords/model.ts';
import { authRoute } from './auth.ts';
import { asUser, testPassword, testWorkspace } from './testing.ts';
import { findLiveSession } from './user.ts';

/** Only Next's request is replaced; next-auth is the real one and takes it from the same place by `require`. */
const next = vi.hoisted(() => {
  const jar = new Map<string, string>();
  const later: (() => Promise<void>)[] = [];
  const request = { headers: new Headers() };
  const cookie = (name: string) => {
    const value = jar.get(name);
    return value === undefined ? undefined : { name, value };
  };
  const headersModule = {
    headers: async () => request.headers,
    cookies: async () => ({ get: cookie, getAll: () => [...jar].map(([name, value]) => ({ name, value })) }),
  };
  return { jar, later, request, headersModule };
});
vi.mock('next/headers', () => next.headersModule);
vi.mock('next/server', async (original) => ({
  ...(await original<Record<string, unknown>>()),
  after: (run: () => Promise<void>) => void next.later.push(run),
}));

let ctx: WorkspaceCtx;

beforeAll(async () => {
  const require = createRequire(import.meta.url);
  const place = require.resolve('next/headers');
  require(place);
  Object.assign(require.cache[place] ?? {}, { exports: next.headersModule });
  await testDatabase();
  ctx = await testWorkspace();
  const passwordHash = await hashPassword(testPassword);
  await transact(async (tx) => {
    await tx.update(users).set({ passwordHash }).where(eq(users.id, ctx.actor.id));
  });
});

beforeEach(async () => {
  next.jar.clear();
  next.later.length = 0;
  await transact(async (tx) => {
    await tx.delete(sessions);
  });
});

const ours = { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin', 'x-keyhaven-peer': '127.0.0.1' };

async function call(path: string, fields?: Record<string, unknown>, change: Record<string, string> = {}) {
  const body = fields && JSON.stringify(fields);
  const headers = new Headers({ ...ours, 'content-type': 'application/json', ...change });
  if (body && !headers.has('content-length')) headers.set('content-length', String(Buffer.byteLength(body)));
  next.request.headers = headers;
  const method = fields ? 'POST' : 'GET';
  const request = new NextRequest(`http://localhost:3000/api/auth/${path}`, { method, headers, body });
  const response = await authRoute(request, {
    params: Promise.resolve({ nextauth: path.split('?')[0]?.split('/') ?? [] }),
  });
  for (const line of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value) next.jar.set(name, decodeURIComponent(value));
    else next.jar.delete(name);
  }
  const text = await response.text();
  return {
    status: response.status,
    body: JSON.parse(text) as Record<string, string>,
    lines: response.headers.getSetCookie(),
  };
}

const csrf = async () => (await call('csrf')).body['csrfToken'];
const signIn = async (email: unknown, password: unknown) =>
  call('callback/credentials', { email, password, csrfToken: await csrf(), json: 'true' });
const emailOf = () => asUser(ctx).email;
const errorOf = (url: string | undefined) => new URL(url ?? '').searchParams.get('error');

describe('signing in', () => {
  test('gives a random cookie that scripts and other sites cannot use, and a row with its hash', async () => {
    const answer = await signIn(` ${emailOf().toUpperCase()}`, testPassword);
    expect(answer.status).toBe(200);
    const line = answer.lines.find((one) => one.startsWith('keyhaven=')) ?? '';
    expect(line).toMatch(/^keyhaven=[A-Za-z0-9_-]{43};/);
    expect(line).toMatch(/; Path=\/;.*HttpOnly; SameSite=Lax$/);
    expect(await findLiveSession(next.jar.get('keyhaven'), Date.now())).toMatchObject({ userId: ctx.actor.id });
  });

  test('again in the same browser makes another cookie and ends the first', async () => {
    await signIn(emailOf(), testPassword);
    const first = next.jar.get('keyhaven');
    await signIn(emailOf(), testPassword);
    expect(next.jar.get('keyhaven')).not.toBe(first);
    expect(await findLiveSession(first, Date.now())).toBeNull();
    expect(await read().select({ id: sessions.id }).from(sessions)).toHaveLength(1);
  });

  test('answers a wrong password and an unknown person alike', async () => {
    const wrong = await signIn(emailOf(), 'not this one');
    const unknown = await signIn('nobody@example.com', 'not this one');
    expect([wrong.status, errorOf(wrong.body['url'])]).toEqual([401, 'CredentialsSignin']);
    expect([unknown.status, unknown.body]).toEqual([wrong.status, wrong.body]);
    expect(next.jar.has('keyhaven')).toBe(false);
  });

  test('records a refused try in the tenant, after the answer and without what was typed', async () => {
    await signIn(emailOf(), 'not this one');
    expect(next.later).toHaveLength(1);
    for (const run of next.later) await run();
    const rows = await read().select().from(audit).where(eq(audit.action, 'session.refused'));
    expect(rows).toMatchObject([{ tenantId: ctx.tenantId, targetId: ctx.actor.id, address: '127.0.0.1' }]);
    expect(JSON.stringify(rows)).not.toContain('not this one');
  });

  test('ends in a wait that forged addresses do not shorten', async () => {
    const email = 'somebody-else@example.com';
    for (let n = 0; n < emailTriesMax; n += 1) await signIn(email, 'wrong');
    const fields = { email, password: 'wrong', csrfToken: await csrf(), json: 'true' };
    const answer = await call('callback/credentials', fields, { 'x-forwarded-for': '192.0.2.77' });
    expect(errorOf(answer.body['url'])).toMatch(/^TOO_MANY_ATTEMPTS:\d+$/);
  });

  test.each([
    [undefined, undefined],
    [5, {}],
    [emailOf, ['x']],
    ['a@b', 'x'.repeat(5_000)],
  ])('does not fail on %o and %o', async (email, password) => {
    expect((await signIn(email, password)).status).toBe(401);
  });
});

describe('the door', () => {
  test('needs the token of its own page', async () => {
    const answer = await call('callback/credentials', {
      email: emailOf(),
      password: testPassword,
      csrfToken: 'x',
      json: 'true',
    });
    expect(answer.body['url']).toContain('csrf=true');
    expect(next.jar.has('keyhaven')).toBe(false);
  });

  test.each([
    ['a foreign origin', { origin: 'https://evil.example' }, 403],
    ['origin null', { origin: 'null' }, 403],
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a large body', { 'content-length': '20000' }, 413],
  ])('refuses %s', async (_name, change, status) => {
    const fields = { email: emailOf(), password: testPassword, csrfToken: await csrf() };
    expect((await call('callback/credentials', fields, change)).status).toBe(status);
    expect(next.jar.has('keyhaven')).toBe(false);
  });

  test.each(['signin', 'signout', 'providers', 'error', 'verify-request', 'callback/credentials', '_log', 'csrf/x'])(
    'GET %s is not there',
    async (path) => {
      expect((await call(path)).status).toBe(404);
    },
  );

  test('takes no parameters and no damaged cookie', async () => {
    expect((await call('csrf?callbackUrl=nonsense')).status).toBe(400);
    next.jar.set('callback-keyhaven', 'nonsense');
    expect((await call('csrf')).status).toBe(400);
  });
});

describe('the session', () => {
  test('is shown without being written, and ends with its row', async () => {
    await signIn(emailOf(), testPassword);
    const cookie = next.jar.get('keyhaven');
    expect((await call('session')).body).toMatchObject({ user: { email: emailOf() } });
    expect(next.jar.get('keyhaven')).toBe(cookie);
    expect(await read().select({ id: sessions.id }).from(sessions)).toHaveLength(1);
    await call('signout', { csrfToken: await csrf(), json: 'true' });
    expect(next.jar.has('keyhaven')).toBe(false);
    next.jar.set('keyhaven', cookie ?? '');
    expect((await call('session')).body).toEqual({});
    expect(await findLiveSession(cookie, Date.now())).toBeNull();
  });
});
