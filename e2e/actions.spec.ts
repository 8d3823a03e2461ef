import { readFileSync } from 'node:fs';
import type { APIRequestContext } from '@playwright/test';
import { createCredential } from '#lib/credentials/commands.ts';
import { fingerprintAtRest, fingerprintOfDatabase } from './database.ts';
import { fromOwnPage } from './http.ts';
import { ctxOf, join, newPerson, newTenant, type Person, type Place } from './people.ts';
import { expect, test } from './test.ts';
import { world } from './world.ts';

interface ReferenceManifest {
  readonly node: Record<string, unknown>;
}

const manifest = JSON.parse(readFileSync('.next/server/server-reference-manifest.json', 'utf8')) as ReferenceManifest;
const actionIds = Object.keys(manifest.node);

const planted = 'planted-name-of-a-credential';
const plantedSecret = 'planted-secret-value';

/** Arguments that fit one action or another, for the place that is attacked. */
const argumentsFor = (place: Place, id: string): readonly unknown[] => [
  [place, { id }],
  [place, { ids: [id] }],
  [place, { id, revision: 1, number: 1 }],
  [place, { id, revision: 1, clientSecret: 'planted' }],
  [place, { q: 'planted' }],
  [place, { userId: id, role: 'owner' }],
  [place, { userId: id }],
  [place, { email: 'planted@example.com', role: 'owner' }],
  [place, { name: 'Planted', environment: 'planted' }],
  [place, { versionsKept: 7 }],
  [place, { id, externalId: 'planted' }],
  [place, { name: 'Planted', scopes: ['metadata'], expiresAt: null, password: '' }],
  [{ token: 'A'.repeat(43), name: 'Planted', password: 'a quiet harbour at low water' }],
  [{}, {}],
];

interface Attempt {
  readonly cookie: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Not by `ask`: what it hears is kept, and so many answers would be searched for secrets by another journey. */
async function call(request: APIRequestContext, path: string, actionId: string, attempt: Attempt): Promise<Answer> {
  const response = await request.fetch(`${world().origin}${path}`, {
    method: 'POST',
    headers: {
      'next-action': actionId,
      'content-type': 'text/plain;charset=UTF-8',
      accept: 'text/x-component',
      ...(attempt.cookie === null ? {} : { cookie: `keyhaven=${attempt.cookie}` }),
      ...attempt.headers,
    },
    data: JSON.stringify(attempt.body),
    maxRedirects: 0,
  });
  return { status: response.status(), text: await response.text() };
}

const forgeries = (): Record<string, Record<string, string>> => ({
  'no Origin': { 'sec-fetch-site': 'same-origin' },
  'Origin null': { origin: 'null', 'sec-fetch-site': 'same-origin' },
  'a foreign Origin': { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
  'a forged X-Forwarded-Host': {
    origin: 'https://evil.example',
    'x-forwarded-host': 'evil.example',
    'sec-fetch-site': 'same-origin',
  },
  'a garbled Origin': { origin: 'http://[', 'sec-fetch-site': 'same-origin' },
  'cross-site fetch metadata': { origin: world().origin, 'sec-fetch-site': 'cross-site' },
  'same-site fetch metadata': { origin: world().origin, 'sec-fetch-site': 'same-site' },
});

/** What is wrong with an answer: that it is an error of ours, or says a word it must not. */
const faultsOf = ({ status, text }: Answer, attempt: string, words: readonly string[]): string[] => [
  ...(status < 500 ? [] : [`${attempt}: ${status}`]),
  ...words.filter((word) => text.includes(word)).map((word) => `${attempt}: ${word}`),
];

/** All at once: the server is busy with one while the next is sent. */
const faultsOfAll = async (attempts: readonly Promise<string[]>[]): Promise<string[]> =>
  (await Promise.all(attempts)).flat();

interface Attacked {
  readonly id: string;
  readonly viewer: Person;
  readonly stranger: Person;
}

async function attacked(owner: Person, place: Place): Promise<Attacked> {
  const ctx = await ctxOf(owner, place);
  const { id } = await createCredential(ctx, {
    component: 'rest',
    authType: 'bearer',
    name: planted,
    environment: 'production',
    settings: { baseUrl: 'https://api.example-saas.com' },
    secret: { token: plantedSecret },
    expiresAt: null,
    acceptUntested: true,
  });
  const viewer = await newPerson('Vera Viewer');
  await join(viewer, owner, place, 'viewer');
  const stranger = await newPerson('Sam Stranger');
  await newTenant(stranger, 'Elsewhere');
  return { id, viewer, stranger };
}

test('the manifest lists the actions', () => {
  expect(actionIds.length).toBeGreaterThan(15);
});

test('no action runs for a foreign or missing origin, whoever is signed in', async ({ request, owner, place }) => {
  test.setTimeout(300_000);
  const { id, viewer, stranger } = await attacked(owner, place);
  const before = await fingerprintAtRest();
  const cookies = [null, owner.cookie, viewer.cookie, stranger.cookie, 'A'.repeat(43)];
  const body = argumentsFor(place, id)[0];
  for (const actionId of actionIds) {
    const attempts = Object.entries(forgeries()).flatMap(([name, headers]) =>
      cookies.map(async (cookie) => {
        const answer = await call(request, '/sign-in', actionId, { cookie, headers, body });
        return faultsOf(answer, `${actionId} with ${name}`, [planted, '"ok":true']);
      }),
    );
    expect(await faultsOfAll(attempts)).toEqual([]);
  }
  expect(fingerprintOfDatabase()).toEqual(before);
});

test('no action does anything for nobody, for an ended session, for a stranger or for a viewer', async ({
  request,
  owner,
  place,
}) => {
  test.setTimeout(300_000);
  const { id, viewer, stranger } = await attacked(owner, place);
  const before = await fingerprintAtRest();
  const page = `/${place.tenant}/${place.workspace}/credentials`;
  const people = { nobody: null, 'an ended session': 'A'.repeat(43), stranger: stranger.cookie, viewer: viewer.cookie };
  const tries = (actionId: string, body: unknown, paths: readonly string[]) =>
    Object.entries(people).flatMap(([who, cookie]) =>
      paths.map(async (path) => {
        const answer = await call(request, path, actionId, { cookie, headers: fromOwnPage(), body });
        return faultsOf(answer, `${actionId} for ${who}`, [plantedSecret, ...(who === 'viewer' ? [] : [planted])]);
      }),
    );
  // Where an action is posted to changes nothing about it: a page is tried with the first arguments, as it is made anew.
  for (const actionId of actionIds) {
    const attempts = argumentsFor(place, id).flatMap((body, at) =>
      tries(actionId, body, at < 2 ? [page, '/sign-in'] : ['/sign-in']),
    );
    expect(await faultsOfAll(attempts)).toEqual([]);
  }
  expect(fingerprintOfDatabase()).toEqual(before);
});

test('arguments that no form sends are refused, not thrown', async ({ request, owner, place }) => {
  test.setTimeout(120_000);
  const odd: readonly unknown[] = [
    [],
    [null, null],
    ['x', 1],
    [place],
    [place, { ids: ['x'.repeat(5_000)] }],
    [place, { __proto__: null, id: {} }],
  ];
  for (const actionId of actionIds) {
    const attempts = odd.map(async (body) => {
      const answer = await call(request, '/sign-in', actionId, { cookie: owner.cookie, headers: fromOwnPage(), body });
      return faultsOf(answer, actionId, []);
    });
    expect(await faultsOfAll(attempts)).toEqual([]);
  }
});
