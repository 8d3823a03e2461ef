import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { testDatabase } from '#db/testing.ts';
import { importConnection } from '#lib/connections/commands.ts';
import { keyItem } from '#lib/connections/testing.ts';
import { env } from '#lib/env.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { environmentOf, testUser } from './core/testing.ts';
import { ask, startListener, testKey } from './testing.ts';

beforeAll(testDatabase);

const pictured = z.object({ icon: z.string(), logo: z.string() });
const listed = z.object({ data: z.array(pictured) });
const ofConsumer = z.object({ data: z.object({ connections: z.array(pictured) }) });
const ofUser = z.object({
  data: z.object({
    viewer: z.object({
      authentications: z.object({
        edges: z.array(z.object({ node: z.object({ service: z.object({ icon: z.string() }) }) })),
      }),
    }),
  }),
});

/** As a page loads it: no key, nothing but the address. */
const load = (address: string) => {
  expect(address.startsWith(`${env.apiAddress}/icons/`), address).toBe(true);
  return ask('GET', address.slice(env.apiAddress.length));
};

describe('the picture of a connection', () => {
  it('is where its icon and its logo say, in lists, of a consumer and over GraphQL', async () => {
    const ctx = await testWorkspace();
    const key = await testKey(ctx);
    const headers = { 'x-apideck-app-id': ctx.workspaceId, 'x-apideck-consumer-id': 'user-1' };
    await importConnection(ctx, keyItem());
    const all = listed.parse((await ask('GET', '/vault/connections', { key, headers })).body).data;
    const consumer = ofConsumer.parse((await ask('GET', '/vault/consumers/user-1', { key, headers })).body).data;
    expect(consumer.connections).toHaveLength(1);
    const { token } = await testUser(ctx, 'user-2');
    const serviceEnvironmentId = await environmentOf(ctx, 'rest', 'API key');
    const userData = { base_url: 'https://api.example.com' };
    const body = { name: 'Orders', serviceEnvironmentId, userData, credentials: { api_key: 'k' } };
    await ask('POST', '/core/v1/authentications', { key: token, body });
    const query = '{ viewer { authentications { edges { node { service { icon } } } } } }';
    const seen = ofUser.parse((await ask('POST', '/graphql', { key: token, body: { query } })).body);
    const icons = seen.data.viewer.authentications.edges.map(({ node }) => node.service.icon);
    expect(icons).toHaveLength(1);
    const addresses = [...all, ...consumer.connections].flatMap(({ icon, logo }) => [icon, logo]);
    for (const address of new Set([...addresses, ...icons])) {
      const { status, text } = await load(address);
      expect([status, text.slice(0, 5)], address).toEqual([200, '<svg ']);
    }
  });

  it('is kept by browsers, shown by pages of others, and runs nothing', async () => {
    const { origin, stop } = await startListener();
    const { headers } = await fetch(`${origin}/icons/siGithub.svg`);
    await stop();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'; sandbox");
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(headers.get('cache-control')).toBe('public, max-age=604800');
  });

  it.each(['siNope.svg', '%3Cscript%3E.svg', 'Sl', 'Sl.svg/x', '%00.svg'])('is not at /icons/%s', async (name) => {
    const answer = await ask('GET', `/icons/${name}`);
    expect(answer).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect(answer.text).not.toContain('script');
  });
});
