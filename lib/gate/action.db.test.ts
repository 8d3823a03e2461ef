import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { transact } from '#db/client.ts';
import { members } from '#db/schema/tenants.ts';
import { sessions } from '#db/schema/users.ts';
import { testDatabase } from '#db/testing.ts';
import { roles, type Role } from '#lib/access.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { startSession } from '#lib/sessions/commands.ts';
import { tokenHash } from '#lib/sessions/model.ts';
import { action, publicAction, userAction } from './action.ts';
import { route } from './route.ts';
import { asUser, testWorkspace } from './testing.ts';

/** Only Next itself is replaced: the request an action is called with. */
const request = { headers: new Headers(), cookies: new Map<string, string>(), after: [] as (() => unknown)[] };
vi.mock('next/headers', () => ({
  headers: async () => request.headers,
  cookies: async () => ({
    get: (name: string) => {
      const value = request.cookies.get(name);
      return value === undefined ? undefined : { name, value };
    },
  }),
}));
vi.mock('next/server', () => ({ after: (run: () => unknown) => void request.after.push(run) }));
vi.mock('next/navigation', () => ({ notFound: () => undefined, redirect: () => undefined }));

const ours = { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin', 'x-keyhaven-peer': '127.0.0.1' };
const input = z.object({ name: z.string().min(3), nested: z.object({ count: z.number() }).optional() });
const ran = vi.fn(async (ctx: WorkspaceCtx, given: z.output<typeof input>) => `${ctx.tenantId} ${given.name}`);
const rename = action({ input, permission: 'workspace.update' }, ran);

let ctx: WorkspaceCtx;
let foreign: WorkspaceCtx;
let token = '';
const here = () => ({ tenant: ctx.tenantSlug, workspace: ctx.workspaceSlug });

beforeAll(async () => {
  await testDatabase();
  [ctx, foreign] = [await testWorkspace(), await testWorkspace()];
  token = await startSession({ ...asUser(ctx), agent: '', replaces: undefined });
});

beforeEach(() => {
  ran.mockClear();
  request.headers = new Headers(ours);
  request.cookies = new Map([['keyhaven', token]]);
  request.after = [];
});

const setRole = (role: Role) =>
  transact(async (tx) => {
    await tx.update(members).set({ role }).where(eq(members.userId, ctx.actor.id));
  });

describe('an action', () => {
  test('runs for who may, with a context of the row and parsed input', async () => {
    expect(await rename(here(), { name: 'abc' })).toEqual({ ok: true, value: `${ctx.tenantId} abc` });
    expect(ran.mock.calls[0]?.[0]).toMatchObject({ role: 'owner', actor: { id: ctx.actor.id }, address: '127.0.0.1' });
  });

  test.each([
    ['no origin', { origin: undefined }],
    ['origin null', { origin: 'null' }],
    ['a foreign origin', { origin: 'https://evil.example' }],
    [
      'a foreign origin that a forwarded host agrees with',
      { origin: 'https://e.example', 'x-forwarded-host': 'e.example' },
    ],
    ['garbage for an origin', { origin: '%%%' }],
    ['a fetch from another site', { 'sec-fetch-site': 'cross-site' }],
    ['a fetch from a neighbour', { 'sec-fetch-site': 'same-site' }],
    ['no fetch metadata', { 'sec-fetch-site': undefined }],
  ])('is refused with %s, before anything is looked up', async (_name, change) => {
    for (const [name, value] of Object.entries(change)) {
      if (value === undefined) request.headers.delete(name);
      else request.headers.set(name, value);
    }
    expect(await rename(here(), { name: 'abc' })).toMatchObject({ ok: false, code: 'ORIGIN_REFUSED' });
    expect(ran).not.toHaveBeenCalled();
  });

  test.each([['none'], ['x'], ['a'.repeat(43)]])('asks to sign in with the cookie %s', async (cookie) => {
    if (cookie === 'none') request.cookies.clear();
    else request.cookies.set('keyhaven', cookie);
    expect(await rename(here(), { name: 'abc' })).toMatchObject({ ok: false, code: 'SIGN_IN_REQUIRED' });
    expect(await rename({ tenant: foreign.tenantSlug, workspace: 'operations' }, { name: 'abc' })).toMatchObject({
      code: 'SIGN_IN_REQUIRED',
    });
  });

  test('gives the same answer for not yours and not there', async () => {
    const answers = await Promise.all(
      [foreign.tenantSlug, 'nothing-here'].map((tenant) =>
        rename({ tenant, workspace: 'operations' }, { name: 'abc' }),
      ),
    );
    expect(answers[0]).toMatchObject({ ok: false, code: 'NOT_FOUND' });
    expect(answers[0]).toEqual(answers[1]);
    expect(ran).not.toHaveBeenCalled();
  });

  test.each(roles)('of an admin, called by a %s', async (role) => {
    await setRole(role);
    const result = await rename(here(), { name: 'abc' });
    await setRole('owner');
    const may = role === 'owner' || role === 'admin';
    expect(result).toMatchObject(may ? { ok: true } : { ok: false, code: 'FORBIDDEN' });
    expect(ran).toHaveBeenCalledTimes(may ? 1 : 0);
  });

  test('names the fields that are wrong and never what was in them', async () => {
    const result = await rename(here(), { name: 'x', nested: { count: Number.NaN } });
    expect(result).toMatchObject({
      ok: false,
      code: 'INPUT_INVALID',
      detail: { field: 'name', fields: ['name', 'nested.count'] },
    });
  });

  test('does not throw, whatever it is called with', async () => {
    const loose: (...given: unknown[]) => Promise<unknown> = rename as never;
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    const trap = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('trap');
        },
        getOwnPropertyDescriptor: () => {
          throw new Error('trap');
        },
      },
    );
    const given = [
      undefined,
      null,
      0,
      '',
      [],
      {},
      cyclic,
      () => 1,
      Symbol('x'),
      new Map(),
      Promise.resolve(),
      trap,
      new FormData(),
      10n,
    ];
    for (const one of given) {
      expect(await loose(one, { name: 'abc' })).toMatchObject({ ok: false });
      expect(await loose(here(), one)).toMatchObject({ ok: false });
    }
    expect(await loose()).toMatchObject({ ok: false });
    expect(ran).not.toHaveBeenCalled();
  });

  test('tells an error of ours as it is, and of any other only where to look', async () => {
    ran.mockRejectedValueOnce(new AppError('NAME_TAKEN', 'Taken.', { field: 'name' }));
    expect(await rename(here(), { name: 'abc' })).toEqual({
      ok: false,
      code: 'NAME_TAKEN',
      message: 'Taken.',
      detail: { field: 'name' },
    });
    ran.mockRejectedValueOnce(new Error('connect to db as root with hunter2'));
    const result = await rename(here(), { name: 'abc' });
    expect(result).toMatchObject({
      ok: false,
      code: 'INTERNAL',
      detail: { requestId: expect.stringMatching(/^req_/) },
    });
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });
});

test('use is written after the answer, and only when a minute has passed', async () => {
  await rename(here(), { name: 'abc' });
  expect(request.after).toHaveLength(0);
  await transact(async (tx, now) => {
    await tx
      .update(sessions)
      .set({ seenAt: now - 61_000 })
      .where(eq(sessions.tokenHash, tokenHash(token)));
  });
  await rename(here(), { name: 'abc' });
  expect(request.after).toHaveLength(1);
  await request.after[0]?.();
  request.after = [];
  await rename(here(), { name: 'abc' });
  expect(request.after).toHaveLength(0);
});

describe('actions without a workspace', () => {
  const mine = userAction({ input }, async (user) => user.userId);
  const open = publicAction({ input }, async (visitor) => visitor.address);

  test('of a person need a session', async () => {
    expect(await mine({ name: 'abc' })).toEqual({ ok: true, value: ctx.actor.id });
    request.cookies.clear();
    expect(await mine({ name: 'abc' })).toMatchObject({ code: 'SIGN_IN_REQUIRED' });
  });

  test('of the first run need none, and an origin all the same', async () => {
    request.cookies.clear();
    expect(await open({ name: 'abc' })).toEqual({ ok: true, value: '127.0.0.1' });
    request.headers.set('origin', 'https://evil.example');
    expect(await open({ name: 'abc' })).toMatchObject({ code: 'ORIGIN_REFUSED' });
  });
});

describe('a route', () => {
  const upload = route({ method: 'POST', permission: 'credential.import' }, async (_ctx, incoming) =>
    Response.json({ bytes: (await incoming.arrayBuffer()).byteLength }),
  );
  const params = (tenant = ctx.tenantSlug) => ({ params: Promise.resolve({ tenant, workspace: 'operations' }) });
  const incoming = (headers: Record<string, string> = ours) =>
    new Request('http://localhost:3000/x', { method: 'POST', body: 'four', headers });

  test('answers who may', async () => {
    const response = await upload(incoming(), params());
    expect([response.status, await response.json()]).toEqual([200, { bytes: 4 }]);
  });

  test.each([
    ['a foreign origin', 403, 'ORIGIN_REFUSED', () => ({ ...ours, origin: 'https://evil.example' }), undefined],
    ['another tenant', 404, 'NOT_FOUND', () => ours, 'nothing-here'],
  ])('refuses %s without reading the body', async (_name, status, code, headers, tenant) => {
    const sent = incoming(headers());
    const response = await upload(sent, params(tenant));
    expect([response.status, await response.json()]).toMatchObject([status, { code }]);
    expect(sent.bodyUsed).toBe(false);
  });

  test('refuses who is not signed in, or may not', async () => {
    await setRole('builder');
    expect((await upload(incoming(), params())).status).toBe(403);
    await setRole('owner');
    request.cookies.clear();
    const sent = incoming();
    expect((await upload(sent, params())).status).toBe(401);
    expect(sent.bodyUsed).toBe(false);
  });
});
