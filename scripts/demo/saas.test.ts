import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCatalog } from '#lib/catalog/catalog.ts';
import { createOutbound } from '#lib/outbound/connector.ts';
import { verify } from '#lib/verify/verify.ts';
import { lighthouseKeys, type LighthouseKey } from './lighthouse-keys.ts';
import { lighthouseManifest } from './lighthouse-manifest.ts';
import { createLighthouse } from './saas.ts';

const server = createLighthouse();
let origin = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise<void>((resolve) => void server.close(() => resolve())));

/** As the product would: by the manifest, through the guarded connector, with one allowed target. */
function ask(apiKey: string, allow = [new URL(origin).host]) {
  const source: unknown = JSON.parse(JSON.stringify(lighthouseManifest(origin)));
  const component = createCatalog([], [{ fileName: 'lighthouse.json', source }]).getComponent('lighthouse');
  return verify(
    {
      component,
      authType: 'api_key',
      settings: { baseUrl: origin },
      secret: { apiKey },
      audience: [`http://${new URL(origin).host}`],
    },
    { owner: 'ten_a', outbound: createOutbound({ allow }), allow, environment: {}, clock: () => 0 },
  );
}

test('a key that works names its workspace', async () => {
  for (const { key, workspace, answer } of Object.values<LighthouseKey>(lighthouseKeys))
    if (answer === 'accepted') expect(await ask(key)).toMatchObject({ outcome: 'passed', account: workspace });
});

test.each([
  ['nobody made', 'lh_demo_no_such_key', 'unauthorized'],
  ['was revoked', lighthouseKeys.returnsDesk.key, 'revoked'],
  ['lacks a scope', lighthouseKeys.readOnly.key, 'forbidden'],
  ['asks too often', lighthouseKeys.loadTest.key, 'rate_limited'],
])('a key that %s fails', async (_, key, code) => {
  expect(await ask(key)).toMatchObject({ outcome: 'failed', code });
});

test('without the line of the operator nothing is asked', async () => {
  expect(await ask(lighthouseKeys.contosoDesk.key, [])).toMatchObject({ outcome: 'failed', code: 'address_invalid' });
});

test('the page lists every key, and revokes for its own visitors alone', async () => {
  const { key } = lighthouseKeys.spare;
  const page = await (await fetch(origin)).text();
  for (const one of Object.values(lighthouseKeys)) expect(page).toContain(one.key);
  const revoke = (site: string) =>
    fetch(`${origin}/keys/${key}/revoke`, { method: 'POST', headers: { 'sec-fetch-site': site }, redirect: 'manual' });
  await revoke('cross-site');
  expect(await ask(key)).toMatchObject({ outcome: 'passed' });
  await revoke('same-origin');
  expect(await ask(key)).toMatchObject({ outcome: 'failed', code: 'revoked' });
});

test('there is nothing else', async () => {
  expect((await fetch(`${origin}/v1/tickets`)).status).toBe(404);
  expect((await fetch(`${origin}/keys/nobody/revoke`, { method: 'POST', redirect: 'manual' })).status).toBe(303);
});
