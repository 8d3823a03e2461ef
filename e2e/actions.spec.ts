import { readFileSync } from 'node:fs';
import type { APIRequestContext } from '@playwright/test';
import { createCredential } from '#lib/credentials/commands.ts';
import { fingerprintAtRest, fingerprintOfDatabase } from './database.ts';
import { ctxOf, join, newPerson, newTenant, type Person, type Place } from './people.ts';
import { expect, test } from './test.ts';
import { world } from './world.ts';

interface ReferenceManifest {
  readonly node: Record<string, unknown>;
}

const manifest = JSON.parse(readFileSync('.next/server/server-reference-manifest.json', 'utf8')) as ReferenceManifest;
const actionIds = Object.keys(manifest.node);

const planted = 'planted-name-of-a-credential';

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

async function call(request: APIRequestContext, path: string, actionId: string, attempt: Attempt) {
  const { origin } = world();
  return request.fetch(`${origin}${path}`, {
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
}

const sameOrigin = () => ({ origin: world().origin, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' });

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
    secret: { token: 'planted-secret-value' },
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
  for (const actionId of actionIds)
    for (const [name, headers] of Object.entries(forgeries()))
      await Promise.all(
        cookies.map(async (cookie) => {
          const body = argumentsFor(place, id)[0];
          const response = await call(request, '/sign-in', actionId, { cookie, headers, body });
          const text = await response.text();
          expect(response.status(), `${actionId} with ${name}`).toBeLessThan(500);
          expect(text, `${actionId} with ${name}`).not.toContain(planted);
          expect(text).not.toContain('"ok":true');
        }),
      );
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
        const response = await call(request, path, actionId, { cookie, headers: sameOrigin(), body });
        const text = await response.text();
        expect(response.status(), `${actionId} for ${who}`).toBeLessThan(500);
        if (who !== 'viewer') expect(text, `${actionId} for ${who}`).not.toContain(planted);
        expect(text).not.toContain('planted-secret-value');
      }),
    );
  // Where an action is posted to changes nothing about it: a page is tried with the first arguments, as it is made anew.
  for (const actionId of actionIds)
    for (const [at, body] of argumentsFor(place, id).entries())
      await Promise.all(tries(actionId, body, at < 2 ? [page, '/sign-in'] : ['/sign-in']));
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
  for (const actionId of actionIds)
    for (const body of odd) {
      const response = await call(request, '/sign-in', actionId, { cookie: owner.cookie, headers: sameOrigin(), body });
      expect(response.status()).toBeLessThan(500);
    }
});
