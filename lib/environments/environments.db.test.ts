import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { listComponents } from '#lib/catalog/catalog.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { createOauthApp } from '#lib/oauth-apps/commands.ts';
import { appInput } from '#lib/oauth-apps/testing.ts';
import { readValues } from './model.ts';
import { findEnvironment, requireEnvironment, listEnvironments } from './queries.ts';

beforeAll(testDatabase);

let ctx: WorkspaceCtx;
beforeEach(async () => void (ctx = await testWorkspace()));

const titled = async (component: string, title: string) => {
  const found = (await listEnvironments(ctx, component)).find((one) => one.title === title);
  if (!found) throw new Error(`There is no ${title}.`);
  return found;
};

describe('service environments', () => {
  it('has one of each way to sign in, under ids that stay', async () => {
    const [first, second] = [await listEnvironments(ctx, 'rest'), await listEnvironments(ctx, 'rest')];
    expect(first.map((one) => one.title)).toEqual(['API key', 'Bearer token', 'User and password']);
    expect(second.map((one) => one.id)).toEqual(first.map((one) => one.id));
    for (const { id } of first)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('has one of each OAuth app of the tenant, and one of none', async () => {
    const app = await createOauthApp(ctx, appInput({ name: 'Production' }));
    const all = await listEnvironments(ctx, 'oauth2');
    expect(all.map((one) => [one.title, one.authenticationType])).toEqual([
      ['Production', 'oauth2'],
      ['OAuth 2.0', 'oauth2'],
    ]);
    const of = { component: 'oauth2', authType: 'oauth2', appId: app.id } as const;
    expect((await findEnvironment(ctx, of))?.id).toBe(all[0]?.id);
  });

  it('is known in its own workspace alone', async () => {
    const [own] = await listEnvironments(ctx, 'rest');
    const id = own?.id ?? '';
    expect((await requireEnvironment(ctx, id)).component.id).toBe('rest');
    await expect(requireEnvironment(await testWorkspace(), id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('says in JSON Schema what is public and what is sealed', async () => {
    const { userDataSchema, credentialsSchema } = await titled('rest', 'API key');
    expect(userDataSchema).toMatchObject({
      type: 'object',
      required: ['base_url'],
      properties: { placement: { type: 'string', enum: ['header', 'query'], default: 'header' } },
    });
    expect(credentialsSchema).toMatchObject({
      required: ['api_key'],
      properties: { api_key: { type: 'string', format: 'password', title: 'API key' } },
    });
    const oauth = await titled('oauth2', 'OAuth 2.0');
    expect(oauth.credentialsSchema).toMatchObject({
      required: ['access_token'],
      properties: { access_token: { format: 'password' }, expires_in: { type: 'integer', minimum: 0 } },
    });
  });

  it('names every value of every component once', async () => {
    for (const { id } of listComponents())
      for (const { userDataSchema, credentialsSchema } of await listEnvironments(ctx, id)) {
        const namesOf = (schema: object) => Object.keys('properties' in schema ? (schema.properties ?? {}) : {});
        const names = [...namesOf(userDataSchema), ...namesOf(credentialsSchema)];
        expect(names.length).toBeGreaterThan(0);
        expect(new Set(names).size).toBe(names.length);
      }
  });
});

describe('values', () => {
  const read = async (userData: object, credentials: object) =>
    readValues(
      await requireEnvironment(ctx, (await titled('rest', 'API key')).id),
      { ...userData },
      { ...credentials },
    );

  it('are taken from either part, and what is null is not there', async () => {
    expect(await read({ base_url: 'https://a.example' }, { api_key: 'k', test_path: null })).toEqual({
      base_url: 'https://a.example',
      api_key: 'k',
    });
    expect(await read({}, { api_key: 'k', base_url: 'https://a.example' })).toMatchObject({ api_key: 'k' });
  });

  it.each([
    [{}, {}, "Missing required field at 'base_url', Missing required field at 'api_key'"],
    [{ base_url: 'https://a.example' }, { api_key: 7 }, "Invalid input: expected string, received number at 'api_key'"],
    [{ base_url: 'x' }, { base_url: 'y', api_key: 'k' }, "'base_url' is in both"],
    [{ base_url: 'x', port: 1 }, { api_key: 'k' }, "Unexpected field 'port'"],
  ])('are refused with where they misfit, %#', async (userData, credentials, message) => {
    await expect(read(userData, credentials)).rejects.toMatchObject({ code: 'INPUT_INVALID', message });
  });

  it('never stand in a refusal', async () => {
    const secret = 'S3cret/that+was-put=in the wrong place';
    const error: unknown = await read({ [secret]: 'x' }, { api_key: { secret }, placement: secret }).catch(
      (one) => one,
    );
    expect(JSON.stringify(error) + String(error)).not.toContain('S3cret');
  });
});
