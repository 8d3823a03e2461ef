import { globSync } from 'node:fs';
import { createCredential } from '#lib/credentials/commands.ts';
import { ask, type Answer } from './http.ts';
import { ctxOf, newPerson, type Person, type Place } from './people.ts';
import { expect, test } from './test.ts';
import { world } from './world.ts';

const pageParts = [
  '/credentials',
  '/credentials/rest',
  '/credentials/trash',
  '/activity',
  '/settings',
  '/settings/members',
  '/settings/keys',
];

async function withCredential(owner: Person, place: Place): Promise<string> {
  const { id } = await createCredential(await ctxOf(owner, place), {
    component: 'rest',
    authType: 'bearer',
    name: 'Orders API',
    environment: 'production',
    settings: { baseUrl: 'https://api.example-saas.com' },
    secret: { token: 'a-token-of-no-use' },
    expiresAt: null,
    acceptUntested: true,
  });
  return id;
}

/** What no answer at all goes without, whoever gives it. */
function expectGuarded(answer: Answer, where: string): void {
  const { headers } = answer;
  expect(headers['x-content-type-options'], where).toBe('nosniff');
  expect(headers['referrer-policy'], where).toMatch(/^(?:same-origin|no-referrer|strict-origin)$/);
  expect(headers['x-frame-options'], where).toBe('DENY');
  expect(headers['cross-origin-opener-policy'], where).toBe('same-origin');
  expect(headers['cross-origin-resource-policy'], where).toBe('same-origin');
  expect(headers['x-powered-by'], where).toBeUndefined();
  expect(headers['server'], where).toBeUndefined();
  expect(headers['access-control-allow-origin'], where).toBeUndefined();
}

/** The policy by its directives. */
const policyOf = ({ headers }: Answer): ReadonlyMap<string, readonly string[]> =>
  new Map(
    String(headers['content-security-policy'] ?? '')
      .split(';')
      .map((part) => part.trim().split(/\s+/))
      .map(([name = '', ...values]) => [name, values]),
  );

const nonceOf = (answer: Answer): string =>
  policyOf(answer)
    .get('script-src')
    ?.map((one) => /^'nonce-(.+)'$/.exec(one)?.[1])
    .find((one) => one !== undefined) ?? '';

/** A page: scripts by nonce alone, nothing framed, nothing posted elsewhere. */
function expectPolicyOfPage(answer: Answer, where: string): void {
  const policy = policyOf(answer);
  expect(policy.get('default-src'), where).toEqual(["'none'"]);
  expect(policy.get('frame-ancestors'), where).toEqual(["'none'"]);
  expect(policy.get('base-uri'), where).toEqual(["'none'"]);
  expect(policy.get('object-src'), where).toEqual(["'none'"]);
  expect(policy.get('form-action'), where).toEqual(["'self'"]);
  expect(policy.get('script-src'), where).toEqual([`'nonce-${nonceOf(answer)}'`, "'strict-dynamic'"]);
  expect(Buffer.from(nonceOf(answer), 'base64').length, where).toBeGreaterThanOrEqual(16);
  expect([...policy.values()].flat().join(' '), where).not.toMatch(/unsafe-|\*|http:|https:|blob:/);
}

test('pages have a policy by nonce, and the nonce is on every script', async ({ owner, place }) => {
  const id = await withCredential(owner, place);
  const base = `/${place.tenant}/${place.workspace}`;
  const signedIn = [...pageParts, `/credentials/rest/${id}`].map((part) => `${base}${part}`);
  for (const path of ['/sign-in', '/setup', `/invite/${'A'.repeat(43)}`, ...signedIn]) {
    const answer = await ask(path, { cookie: owner.cookie });
    if (answer.status >= 300 && answer.status < 400) continue;
    expectGuarded(answer, path);
    expectPolicyOfPage(answer, path);
    const scripts = [...answer.text.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
    expect(scripts.length, path).toBeGreaterThan(0);
    for (const tag of scripts) expect(tag, path).toContain(`nonce="${nonceOf(answer)}"`);
    expect(answer.text, path).not.toMatch(/<[^>]+\son\w+=|<[^>]+\sstyle=/);
    expect(answer.headers['cache-control'], path).toMatch(/no-store/);
  }
});

test('what is no page may do nothing, and is guarded all the same', async ({ owner, place }) => {
  const asset = globSync('.next/static/chunks/*.js')[0]?.replace('.next', '/_next');
  const style = globSync('.next/static/chunks/*.css')[0]?.replace('.next', '/_next');
  const upload = `/${place.tenant}/${place.workspace}/imports/upload`;
  const asked: readonly (readonly [path: string, status: number, method?: string])[] = [
    ['/no/such/page', 404],
    [`/${place.tenant}/nothing/credentials`, 404],
    [upload, 405],
    [upload, 403, 'POST'],
    ['/api/auth/csrf', 200],
    ['/api/auth/none', 404],
    ['/api/none', 404],
    [asset ?? '', 200],
    [style ?? '', 200],
    ['/_next/static/none.js', 404],
    ['/icon.svg', 200],
    ['/sign-in', 405, 'PUT'],
    ['/sign-in', 403, 'POST'],
    ['/%', 404],
    [`/${'a'.repeat(8_000)}`, 404],
  ];
  for (const [path, status, method = 'GET'] of asked) {
    const answer = await ask(path, { method, cookie: owner.cookie });
    const where = `${method} ${path.slice(0, 60)}`;
    expect(answer.status, where).toBe(status);
    expectGuarded(answer, where);
    expect(answer.text, where).not.toMatch(/\bat .+:\d+:\d+|node_modules|\/tmp\//);
    if (!path.startsWith('/_next/') && path !== '/icon.svg')
      expect(policyOf(answer).get('frame-ancestors'), where).toEqual(["'none'"]);
  }
});

test('files of the build are cached for ever, and nothing else is', async ({ owner }) => {
  const asset = globSync('.next/static/chunks/*.js')[0]?.replace('.next', '/_next') ?? '';
  expect((await ask(asset)).headers['cache-control']).toContain('immutable');
  for (const path of ['/sign-in', '/api/auth/csrf', '/api/auth/session'])
    expect((await ask(path, { cookie: owner.cookie })).headers['cache-control'], path).toMatch(/no-store|no-cache/);
});

test('the door for machines is guarded too', async () => {
  for (const path of ['/healthz', '/none', '/%'])
    for (const method of ['GET', 'POST', 'PUT']) {
      const answer = await ask(path, { origin: world().apiOrigin, method });
      const where = `${method} ${path}`;
      expect(answer.headers['x-content-type-options'], where).toBe('nosniff');
      expect(answer.headers['referrer-policy'], where).toBe('no-referrer');
      expect(answer.headers['x-frame-options'], where).toBe('DENY');
      expect(answer.headers['cache-control'], where).toBe('no-store');
      expect(policyOf(answer).get('default-src'), where).toEqual(["'none'"]);
      expect(policyOf(answer).get('frame-ancestors'), where).toEqual(["'none'"]);
      expect(answer.headers['access-control-allow-origin'], where).toBeUndefined();
      expect(answer.headers['content-type'], where).toMatch(/^application\/json/);
      expect(JSON.parse(answer.text), where).toBeInstanceOf(Object);
    }
});

test('fifty loads have fifty nonces', async ({ owner, place }) => {
  const path = `/${place.tenant}/${place.workspace}/settings`;
  const answers = await Promise.all(Array.from({ length: 50 }, () => ask(path, { cookie: owner.cookie })));
  expect(new Set(answers.map(nonceOf)).size).toBe(50);
});

test('a name nobody set gets a page with the line to set, and nothing of ours', async ({ owner, place }) => {
  const path = `/${place.tenant}/${place.workspace}/settings`;
  const { port } = new URL(world().origin);
  const strange = [
    'vault.example.com',
    `vault.example.com:${port}`,
    `localhost:${Number(port) + 1}`,
    'localhost',
    'a"><script>',
  ];
  for (const host of strange)
    for (const at of ['/', '/sign-in', path]) {
      const answer = await ask(at, { cookie: owner.cookie, headers: { host } });
      const where = `${host} ${at}`;
      expect(answer.status, where).toBe(421);
      expect(answer.text, where).toContain('PUBLIC_URL=https://');
      expect(answer.headers['content-type'], where).toMatch(/^text\/plain/);
      expect(answer.text, where).not.toContain('<script');
      expect(answer.headers['set-cookie'], where).toBeUndefined();
    }
  for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, `LOCALHOST:${port}`])
    expect((await ask('/sign-in', { headers: { host } })).status, host).toBeLessThan(400);
});

test('a forwarded name is not believed', async ({ owner, place }) => {
  const path = `/${place.tenant}/${place.workspace}/settings`;
  const forged = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', forwarded: 'host=evil.example' };
  for (const at of [path, '/', '/sign-in?next=/x', '/api/auth/csrf', '/api/auth/session'])
    for (const cookie of [owner.cookie, null]) {
      const answer = await ask(at, { cookie, headers: forged });
      expect(answer.text, at).not.toContain('evil.example');
      expect(JSON.stringify(answer.headers), at).not.toContain('evil.example');
    }
});

/** How a client could talk to the inside of Next, or to ours. */
const inward: Readonly<Record<string, string>> = {
  'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy',
  'x-middleware-rewrite': '/setup',
  'x-middleware-next': '1',
  'x-middleware-override-headers': 'cookie',
  'x-middleware-request-cookie': 'keyhaven=x',
  'x-middleware-set-cookie': 'keyhaven=x',
  'x-middleware-prefetch': '1',
  'x-middleware-skip': '1',
  'x-nonce': 'bm9uY2Utb2YtYW4tYXR0YWNrZXI=',
  'x-keyhaven-path': 'https://evil.example/',
  'x-keyhaven-peer': '10.0.0.1',
  'content-security-policy': "script-src 'nonce-evil' *",
  'x-invoke-path': '/setup',
  'x-invoke-status': '500',
  'x-invoke-output': '/setup',
  'x-matched-path': '/setup',
  'x-now-route-matches': '1',
  'x-nextjs-data': '1',
  'x-prerender-revalidate': '1',
  'next-resume': '1',
  'x-forwarded-for': '10.0.0.1',
};

test('headers that speak to the inside change nothing from outside', async ({ owner, place }) => {
  const path = `/${place.tenant}/${place.workspace}/settings`;
  const plain = await ask(path, { cookie: owner.cookie });
  const nobody = await ask(path);
  for (const [name, given] of Object.entries(inward)) {
    const headers = { [name]: given };
    const answer = await ask(path, { cookie: owner.cookie, headers });
    expect(answer.status, name).toBe(plain.status);
    expectGuarded(answer, name);
    expectPolicyOfPage(answer, name);
    expect(answer.text, name).not.toContain(given.length > 10 ? given : 'nothing to look for');
    expect(answer.headers['set-cookie'], name).toBeUndefined();
    const refused = await ask(path, { headers });
    expect([refused.status, refused.headers.location], name).toEqual([nobody.status, nobody.headers.location]);
  }
  const all = await ask(path, { headers: inward });
  expect([all.status, all.headers.location]).toEqual([nobody.status, nobody.headers.location]);
});

test('a browser that opens every page has nothing to complain of', async ({ page, owner, place, base }) => {
  test.setTimeout(120_000);
  const id = await withCredential(owner, place);
  const violations: string[] = [];
  await page.exposeFunction('tellViolation', (what: string) => violations.push(what));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      const tell = Reflect.get(globalThis, 'tellViolation') as (what: string) => void;
      tell(`${event.violatedDirective} ${event.blockedURI} on ${location.pathname}`);
    });
  });
  const paths = [...pageParts, `/credentials/rest/${id}`, '/nothing/here'].map((part) => `${base}${part}`);
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const path of [...paths, `${world().origin}/sign-in`, `${world().origin}/setup`]) {
      await page.goto(path, { waitUntil: 'load' });
      await expect(page.locator('body')).not.toBeEmpty();
    }
  }
  expect(violations).toEqual([]);
});

test('a browser does not run a script that the page did not bring', async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${world().origin}/sign-in`);
  const blocked = await page.evaluate(async () => {
    const seen = new Promise<string>((resolve) => {
      addEventListener('securitypolicyviolation', (event) => resolve(event.violatedDirective), { once: true });
    });
    document.body.insertAdjacentHTML('beforeend', '<img src="x:" onerror="globalThis.ran = true">');
    return seen;
  });
  expect(blocked).toMatch(/^(?:script-src|img-src)/);
  expect(await page.evaluate(() => Reflect.get(globalThis, 'ran'))).toBeUndefined();
  await context.close();
});

test('somebody who is signed in is known to no other origin', async ({ context }) => {
  const person = await newPerson('Pia Person');
  await context.addCookies([
    { name: 'keyhaven', value: person.cookie, url: world().origin, httpOnly: true, sameSite: 'Lax' },
  ]);
  const page = await context.newPage();
  await page.goto(`${world().origin}/sign-in`);
  expect(await page.evaluate(() => document.cookie)).not.toContain('keyhaven=');
});
