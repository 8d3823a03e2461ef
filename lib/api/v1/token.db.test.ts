import { spawnSync, execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OauthServer } from '#e2e/fakes/oauth-server.ts';
import { read } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { testDatabase } from '#db/testing.ts';
import { revokeKey } from '#lib/api-keys/commands.ts';
import { listKeys } from '#lib/api-keys/queries.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { addApp, connect, expire, rowOf, setGrant, startProvider } from '#lib/grants/testing.ts';
import { ask, startListener, testKey } from '../testing.ts';

let provider: OauthServer;
let listener: Awaited<ReturnType<typeof startListener>>;
let ctx: WorkspaceCtx;
let id: string;
let key: string;

beforeAll(async () => {
  await testDatabase();
  [provider, listener] = [await startProvider(), await startListener()];
});
afterAll(() => Promise.all([provider.stop(), listener.stop()]));
beforeEach(async () => {
  Object.assign(provider.behaviour, { failWith: null, retryAfter: null, delayMs: 0 });
  provider.reset();
  ctx = await testWorkspace();
  await addApp(ctx, provider);
  id = await connect(ctx, provider, await provider.newGrant());
  key = await testKey(ctx, ['secrets']);
});

const fetchToken = (body?: unknown, headers?: Record<string, string>) =>
  ask('POST', `/v1/credentials/${id}/token`, { key, body, ...(headers && { headers }) });

const issued = async () =>
  (
    await read()
      .select({ actorKind: audit.actorKind, requestId: audit.requestId })
      .from(audit)
      .where(and(eq(audit.tenantId, ctx.tenantId), eq(audit.action, 'credential.token_issued')))
  ).length;

describe('a token over HTTP', () => {
  it('is answered with its end, is not to be kept, and is told in the audit log', async () => {
    const answer = await fetch(`${listener.origin}/v1/credentials/${id}/token`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
    });
    const { status, headers } = answer;
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('ratelimit-limit')).toMatch(/^\d+$/);
    expect(headers.get('request-id')).toMatch(/^req_\w+$/);
    const body: unknown = await answer.json();
    expect(body).toMatchObject({
      credentialId: id,
      tokenType: 'Bearer',
      accessToken: expect.any(String),
      expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    expect(JSON.stringify(body)).not.toContain('refreshToken');
    expect(await issued()).toBe(1);
  });

  it('takes an empty body, an empty object and a time', async () => {
    const json = { 'content-type': 'application/json' };
    expect((await fetchToken('', json)).status).toBe(200);
    expect((await fetchToken({})).status).toBe(200);
    expect((await fetchToken({ minValidSeconds: 1_800 })).status).toBe(200);
  });

  it.each([
    { minValidSeconds: 3_601 },
    { minValidSeconds: -1 },
    { minValidSeconds: '60' },
    { other: 1 },
    '[]',
    '{',
    'x',
  ])('refuses the body %j', async (body) => {
    const answer = await fetchToken(body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'INPUT_INVALID' } });
    expect(await issued()).toBe(0);
  });

  it('refuses a body that is too large', async () => {
    const { status, body } = await fetchToken(JSON.stringify({ other: 'x'.repeat(20_000) }), {
      'content-type': 'application/json',
      'content-length': '20012',
    });
    expect([status, body]).toMatchObject([413, { code: 'TOO_LARGE' }]);
  });

  it('is found by its identifier, and not by one of another tenant', async () => {
    const { identifier } = await rowOf(ctx, id);
    expect(await ask('POST', '/v1/tokens', { key, body: { identifier } })).toMatchObject({
      status: 200,
      body: { credentialId: id },
    });
    const others = await testKey(await testWorkspace(), ['secrets']);
    for (const path of ['/v1/tokens', `/v1/credentials/${id}/token`])
      expect((await ask('POST', path, { key: others, body: path === '/v1/tokens' ? { identifier } : {} })).status).toBe(
        404,
      );
    expect((await ask('POST', '/v1/tokens', { key, body: {} })).status).toBe(400);
    expect((await ask('POST', '/v1/tokens', { key, body: { connection: 'crm+hubspot' } })).body).toMatchObject({
      code: 'CONSUMER_REQUIRED',
    });
  });

  it('says when to ask again while the provider is down', async () => {
    await expire(ctx, id);
    Object.assign(provider.behaviour, { failWith: '429', retryAfter: '40' });
    const { status, headers, body } = await fetchToken();
    expect([status, body]).toMatchObject([503, { code: 'OAU-302' }]);
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    const again = await fetchToken();
    expect(Number(again.headers.get('retry-after'))).toBeGreaterThan(20);
  });

  it('says that a person is needed', async () => {
    await expire(ctx, id);
    await setGrant(ctx, id, { state: 'reconnect' });
    expect(await fetchToken()).toMatchObject({ status: 409, body: { code: 'OAU-301' } });
  });

  it('is nothing for a key without the scope, without a key, or after it was revoked', async () => {
    const meta = await testKey(ctx, ['metadata', 'import', 'manage']);
    expect((await ask('POST', `/v1/credentials/${id}/token`, { key: meta })).status).toBe(403);
    expect((await ask('POST', `/v1/credentials/${id}/token`)).status).toBe(401);
    expect((await fetchToken()).status).toBe(200);
    for (const one of (await listKeys(ctx)).rows) await revokeKey(ctx, one.id);
    expect(await fetchToken()).toMatchObject({ status: 401, body: { code: 'KEY_REFUSED' } });
    expect(await issued()).toBe(1);
  });
});

const guide = readFileSync('docs/fetch-a-token.md', 'utf8');
const blocks = [...guide.matchAll(/^```(bash|js|python)\n([\s\S]*?)^```$/gm)].map(
  ([, language = '', code = '']) => [language, code] as const,
);
const programs: Readonly<Record<string, readonly string[]>> = {
  bash: ['bash', '-c'],
  js: [process.execPath, '--input-type=module', '--eval'],
  python: ['python3', '-c'],
};
const isHere = (language: string): boolean => {
  const tool = language === 'bash' ? 'curl' : (programs[language]?.[0] ?? '');
  return spawnSync(tool, ['--version']).status === 0;
};

describe('the guide', () => {
  it('has its commands', () => {
    expect(blocks.map(([language]) => language)).toEqual(['bash', 'js', 'python', 'bash', 'bash']);
  });

  it.for(blocks)('has commands that work: %s', async ([language, code], { skip }) => {
    if (!isHere(language)) skip();
    const { name, identifier } = await rowOf(ctx, id);
    const [program = '', ...words] = programs[language] ?? [];
    const { stdout } = await promisify(execFile)(program, [...words, code], {
      env: {
        NODE_ENV: 'production',
        PATH: process.env['PATH'],
        KEYHAVEN_URL: listener.origin,
        KEYHAVEN_KEY: key,
        CREDENTIAL_ID: id,
        CREDENTIAL_IDENTIFIER: identifier,
      },
    });
    expect(stdout).toContain(name);
  });
});
