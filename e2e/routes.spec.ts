import { globSync } from 'node:fs';
import { createConsumer } from '#lib/consumers/commands.ts';
import { newConsumer } from '#lib/consumers/schema.ts';
import { createCredential } from '#lib/credentials/commands.ts';
import { newId } from '#lib/ids.ts';
import { createOauthApp } from '#lib/oauth-apps/commands.ts';
import { appInput } from '#lib/oauth-apps/testing.ts';
import { createEndpoint } from '#lib/webhooks/commands.ts';
import { fingerprintAtRest, fingerprintOfDatabase } from './database.ts';
import { uploadPath } from './doors.ts';
import { ask, fromOwnPage, type Answer } from './http.ts';
import { ctxOf, join, newPerson, newTenant, type Person, type Place } from './people.ts';
import { plantLiveImport } from './sample-live-imports.ts';
import { expect, test } from './test.ts';
import { world } from './world.ts';

const isPart = (folder: string): boolean => !folder.startsWith('(');

/** `/[tenant]/[workspace]/settings`, from where the file lies. */
const routesOf = (file: 'page.tsx' | 'route.ts'): readonly string[] =>
  globSync(`app/**/${file}`).map((path) => `/${path.split('/').slice(1, -1).filter(isPart).join('/')}`);

const pages = routesOf('page.tsx');
const handlers = routesOf('route.ts');
const isOfWorkspace = (route: string): boolean => route.startsWith('/[tenant]/[workspace]');

/** Whoever adds one decides here who may open it; those of a workspace are attacked without being listed. */
const pagesForAnybody = ['/', '/sign-in', '/setup', '/invite/[token]', '/oauth/callback/[tenantId]', '/vault'];
const knownHandlers = [
  '/[tenant]/[workspace]/consumers/import/[id]/refused',
  '/[tenant]/[workspace]/consumers/import/upload',
  '/[tenant]/[workspace]/exports/[id]/file',
  '/[tenant]/[workspace]/imports/upload',
  '/api/auth/[...nextauth]',
];

const planted = 'planted-name-of-somebody-elses';
const nowhere: Place = { tenant: 'nowhere-at-all', workspace: 'not-there' };

/** What `[id]` stands for: of a credential, but below these folders. */
type Ids = Readonly<Record<'any' | 'oauth-apps' | 'webhooks' | 'consumers/import' | 'consumers', string>>;
const folders = ['oauth-apps', 'webhooks', 'consumers/import', 'consumers'] as const;
const idOf = (route: string, ids: Ids): string => ids[folders.find((one) => route.includes(`/${one}/`)) ?? 'any'];
const nobodys = (): Ids => ({
  any: newId('crd'),
  'oauth-apps': newId('oap'),
  webhooks: newId('whk'),
  'consumers/import': newId('imp'),
  consumers: newId('con'),
});

/** What stands for each changing part of an address. A new part has no entry, and its route fails the test. */
const partsOf = (route: string, place: Place, ids: Ids): Readonly<Record<string, string>> => ({
  tenant: place.tenant,
  workspace: place.workspace,
  component: 'rest',
  token: 'A'.repeat(43),
  tenantId: newId('ten'),
  id: idOf(route, ids),
});

function fill(route: string, parts: Readonly<Record<string, string>>): string {
  return route.replaceAll(/\[(\w+)\]/g, (_, name: string) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`${route} has a part "${name}" that this test knows nothing of.`);
    return part;
  });
}

/**
 * What an answer tells: its status and every word in it, in markup, scripts and streamed data alike, without nonces,
 * keys of the request and the address that was asked for. How React cuts the stream into rows differs by chance.
 */
function essence({ status, text }: Answer, parts: Readonly<Record<string, string>>): readonly string[] {
  const own = [parts['tenant'], parts['workspace'], parts['id']].filter((part) => part !== undefined);
  const bare = own
    .reduce((rest, part) => rest.replaceAll(part, '*'), text)
    .replaceAll(/nonce(?:=|":|\\":)\\?"[^"\\]*\\?"/g, '')
    .replaceAll(/"[\w-]{21}[mv]"/g, '')
    .replaceAll(/(?:^|\n|\\n)[\da-f]+:/g, '\n');
  const words = bare.split(/["<>\\\n]+/).filter((piece) => /\p{L}{3}/u.test(piece.replaceAll(/null|true|false/g, '')));
  return [String(status), ...[...new Set(words)].toSorted()];
}

/** As a browser opens it, and as the router of Next fetches it: there the address gets a part that Next names. */
const ways: Readonly<Record<string, (path: string, cookie: string) => Promise<Answer>>> = {
  opened: (path, cookie) => ask(path, { cookie }),
  fetched: async (path, cookie) => {
    const headers = { rsc: '1' };
    const first = await ask(path, { cookie, headers });
    const { location = '' } = first.headers;
    return /[?&]_rsc\b/.test(location) ? ask(location, { cookie, headers }) : first;
  },
};

interface Attacked {
  readonly ids: Ids;
  readonly stranger: Person;
  readonly elsewhere: Place;
}

async function attacked(owner: Person, place: Place): Promise<Attacked> {
  const ctx = await ctxOf(owner, place);
  const { id } = await createCredential(ctx, {
    component: 'rest',
    authType: 'bearer',
    name: planted,
    environment: 'production',
    settings: { baseUrl: 'https://api.example-saas.com' },
    secret: { token: 'planted-secret-value' },
    expiresAt: null,
    acceptUntested: true,
  });
  const app = await createOauthApp(ctx, appInput({ name: planted }));
  const endpoint = await createEndpoint(ctx, {
    url: 'https://hooks.example.com/keyhaven',
    description: planted,
    types: ['vault.connection.created'],
    form: 'standard',
  });
  const consumer = await createConsumer(ctx, newConsumer.parse({ externalId: planted, name: planted }));
  const lines = await plantLiveImport(ctx, { fileName: planted, state: 'stopped' });
  const ids = {
    any: id,
    'oauth-apps': app.id,
    webhooks: endpoint.id,
    'consumers/import': lines,
    consumers: consumer.id,
  };
  const stranger = await newPerson('Sam Stranger');
  return { ids, stranger, elsewhere: await newTenant(stranger, 'Elsewhere') };
}

test('every route of the product is known here', () => {
  expect(pages.filter((route) => !isOfWorkspace(route)).toSorted()).toEqual(pagesForAnybody.toSorted());
  expect([...handlers].toSorted()).toEqual(knownHandlers.toSorted());
  expect(pages.filter(isOfWorkspace).length).toBeGreaterThan(0);
});

test('the owner does see what the others are refused', async ({ owner, place }) => {
  const { ids } = await attacked(owner, place);
  for (const route of pages.filter(isOfWorkspace)) {
    const { status } = await ask(fill(route, partsOf(route, place, ids)), { cookie: owner.cookie });
    expect(status, route).toBe(200);
  }
});

test("another tenant's address is the same nothing as one that does not exist", async ({ owner, place }) => {
  const { ids, stranger } = await attacked(owner, place);
  for (const route of pages.filter(isOfWorkspace))
    for (const [way, get] of Object.entries(ways)) {
      const [theirs, none] = [partsOf(route, place, ids), partsOf(route, nowhere, nobodys())];
      const refused = await get(fill(route, theirs), stranger.cookie);
      expect(refused.text, route).not.toContain(planted);
      expect(essence(refused, theirs), `${route} ${way}`).toEqual(
        essence(await get(fill(route, none), stranger.cookie), none),
      );
      expect(refused.text, `${route} ${way}`).toContain('NEXT_HTTP_ERROR_FALLBACK;404');
      if (way === 'opened') expect(refused.status, route).toBe(404);
    }
});

test("another tenant's id under one's own address is the same nothing as one that does not exist", async ({
  owner,
  place,
}) => {
  const { ids, stranger, elsewhere } = await attacked(owner, place);
  for (const route of pages.filter((one) => one.includes('[id]')))
    for (const get of Object.values(ways)) {
      const [theirs, none] = [partsOf(route, elsewhere, ids), partsOf(route, elsewhere, nobodys())];
      const refused = await get(fill(route, theirs), stranger.cookie);
      expect(refused.text, route).not.toContain(planted);
      expect(essence(refused, theirs), route).toEqual(essence(await get(fill(route, none), stranger.cookie), none));
    }
});

test('a workspace of one tenant does not open under the address of another', async ({ owner, place }) => {
  const { ids, stranger, elsewhere } = await attacked(owner, place);
  const crossed = { tenant: elsewhere.tenant, workspace: `${place.workspace}-x` };
  const second = await newTenant(owner, 'Second');
  for (const route of pages.filter(isOfWorkspace)) {
    const foreign = fill(route, partsOf(route, { ...second, workspace: place.workspace }, ids));
    expect((await ask(foreign, { cookie: stranger.cookie })).text, route).not.toContain(planted);
    expect((await ask(fill(route, partsOf(route, crossed, ids)), { cookie: stranger.cookie })).text).not.toContain(
      planted,
    );
  }
});

test('nobody is sent to sign in, and told nothing', async ({ owner, place }) => {
  const { ids } = await attacked(owner, place);
  for (const route of pages.filter(isOfWorkspace))
    for (const cookie of [null, 'A'.repeat(43), 'not-even-a-token', '../../etc/passwd']) {
      const path = fill(route, partsOf(route, place, ids));
      const answer = await ask(path, { cookie });
      expect([307, 303, 302], `${route} answered ${answer.status}`).toContain(answer.status);
      expect(answer.headers.location).toBe(`/sign-in?next=${encodeURIComponent(path)}`);
      expect(answer.text).not.toContain(planted);
      const other = await ask(fill(route, partsOf(route, nowhere, nobodys())), { cookie });
      expect(other.status, `${route} tells nobody what exists`).toBe(answer.status);
    }
});

test('a viewer finds only what a viewer may see', async ({ owner, place }) => {
  const { ids } = await attacked(owner, place);
  const viewer = await newPerson('Vera Viewer');
  await join(viewer, owner, place, 'viewer');
  for (const route of pages.filter(isOfWorkspace)) {
    const answer = await ask(fill(route, partsOf(route, place, ids)), { cookie: viewer.cookie });
    expect([200, 404], route).toContain(answer.status);
    expect(answer.text, route).not.toContain('planted-secret-value');
  }
  const route = '/[tenant]/[workspace]/activity';
  const activity = await ask(fill(route, partsOf(route, place, ids)), { cookie: viewer.cookie });
  expect(activity.text).not.toContain(planted);
});

test('a method nobody waits for is 405', async ({ owner, place }) => {
  const { ids } = await attacked(owner, place);
  const before = await fingerprintAtRest();
  for (const route of pages)
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const path = fill(route, partsOf(route, place, ids));
      const { status } = await ask(path, { method, cookie: owner.cookie, headers: fromOwnPage() });
      expect(status, `${method} ${route}`).toBe(405);
    }
  for (const method of ['GET', 'PUT', 'DELETE', 'PATCH'])
    expect(
      (await ask(uploadPath(place), { method, cookie: owner.cookie, headers: fromOwnPage() })).status,
      method,
    ).toBe(405);
  for (const method of ['PUT', 'DELETE', 'PATCH'])
    expect((await ask('/api/auth/csrf', { method, headers: fromOwnPage() })).status, method).toBe(405);
  expect(fingerprintOfDatabase()).toEqual(before);
});

test('doors of the sign-in library that are not used here are shut', async () => {
  for (const path of [
    'signin',
    'signin/credentials',
    'providers',
    'error',
    '_log',
    'callback/google',
    'verify-request',
  ])
    for (const method of ['GET', 'POST']) {
      const answer = await ask(`/api/auth/${path}`, {
        method,
        headers: fromOwnPage(),
        body: method === 'POST' ? '{}' : undefined,
      });
      expect(answer.status, `${method} ${path}`).toBe(404);
    }
});

test('the door for machines tells nobody without a key more than whether it is well', async () => {
  expect((await ask('/healthz', { origin: world().apiOrigin })).status).toBe(200);
  for (const path of ['/', '/credentials', '/api/auth/session', '/healthz/x'])
    expect((await ask(path, { origin: world().apiOrigin })).status, path).toBe(404);
  for (const path of ['/v1/me', '/v1/nowhere', '/vault/connections'])
    expect((await ask(path, { origin: world().apiOrigin })).status, path).toBe(401);
});
