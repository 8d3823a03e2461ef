import { Ajv } from 'ajv';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { testDatabase } from '#db/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { expire } from '#lib/grants/testing.ts';
import { createOauthApp } from '#lib/oauth-apps/commands.ts';
import { appInput } from '#lib/oauth-apps/testing.ts';
import { ask } from '../testing.ts';
import { testUser } from './testing.ts';

beforeAll(testDatabase);

const environments = z.object({
  elements: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      authenticationType: z.string(),
      userDataSchema: z.looseObject({}),
      credentialsSchema: z.looseObject({}),
    }),
  ),
});
const answered = z.object({ id: z.string() });

/** As the guide of the family has it: no refresh token, and the data centre beside the token. */
const credentials = { access_token: 'a-token-of-mailchimp', dc: 'us21', expires_in: 3_600 };

let ctx: WorkspaceCtx;
let key: string;
beforeEach(async () => {
  ctx = await testWorkspace();
  key = (await testUser(ctx, 'account-1')).token;
  const plain = { settings: {}, params: {}, scopes: [] };
  await createOauthApp(ctx, appInput({ component: 'mailchimp', name: 'Production', ...plain }));
});

const path = '/core/v1/authentications';

async function production() {
  const { body } = await ask('GET', '/core/v1/services/mailchimp/versions/4/environments', { key });
  const found = environments.parse(body).elements.find((one) => one.title === 'Production');
  if (!found) throw new Error('There is no environment of this title.');
  return found;
}

const bodyOf = async (change: object = {}) => ({
  name: 'Mailchimp of Ada',
  serviceEnvironmentId: (await production()).id,
  userData: {},
  credentials: { ...credentials, ...change },
  scopes: [],
});

const post = async (change: object = {}) => ask('POST', path, { key, body: await bodyOf(change) });

describe('a token of Mailchimp', () => {
  it('fits the schemas that are published for it', async () => {
    const { authenticationType, userDataSchema, credentialsSchema } = await production();
    expect(authenticationType).toBe('oauth2');
    const ajv = new Ajv({ formats: { password: true } });
    const [isUserData, areCredentials] = [ajv.compile(userDataSchema), ajv.compile(credentialsSchema)];
    expect(isUserData({})).toBe(true);
    expect(areCredentials(credentials), JSON.stringify(areCredentials.errors)).toBe(true);
    expect(areCredentials({ access_token: 'a', expires_in: 3_600 })).toBe(false);
    expect(areCredentials({ ...credentials, colour: 'red' })).toBe(false);
  });

  it('is taken, and given back in the part it came in', async () => {
    const answer = await post();
    expect(answer.status).toBe(200);
    const { id } = answered.parse(answer.body);
    const { body } = await ask('GET', `${path}/${id}/full`, { key });
    expect(body).toMatchObject({ name: 'Mailchimp of Ada', userData: {}, scopes: [] });
    const { credentials: given } = z.object({ credentials: z.looseObject({ expires_in: z.int() }) }).parse(body);
    expect(given).toEqual({ ...credentials, expires_in: given.expires_in });
    expect(given.expires_in).toSatisfy((left: number) => left > 0 && left <= credentials.expires_in);
    const again = { name: 'Mailchimp of Ada', userData: {}, credentials: given };
    expect((await ask('PUT', `${path}/${id}`, { key, body: again })).status).toBe(200);
  });

  it('is also taken with the data centre among what is public', async () => {
    const { dc, ...token } = credentials;
    const body = { ...(await bodyOf()), userData: { dc }, credentials: token };
    const answer = await ask('POST', path, { key, body });
    const full = await ask('GET', `${path}/${answered.parse(answer.body).id}/full`, { key });
    expect(full.body).toMatchObject({ userData: {}, credentials: { dc, access_token: token.access_token } });
  });

  it('is handed out until it ends where nothing refreshes it, and then another is asked for', async () => {
    const { id } = answered.parse((await post()).body);
    const one = () => ask('GET', `${path}/${id}`, { key });
    const full = () => ask('GET', `${path}/${id}/full`, { key });
    expect((await one()).body).toMatchObject({ state: 'expiring' });
    expect((await full()).status).toBe(200);
    await expire(ctx, id);
    expect(await full()).toMatchObject({ status: 409, body: { code: 'OAU-301' } });
    const body = { name: 'Mailchimp of Ada', credentials: { ...credentials, access_token: 'another' } };
    expect((await ask('PUT', `${path}/${id}`, { key, body })).status).toBe(200);
    expect((await full()).body).toMatchObject({ credentials: { access_token: 'another' } });
  });

  it.each([{ expires_in: 0 }, { expires_in: undefined }])('has no end where none is said: %o', async (change) => {
    const { id } = answered.parse((await post(change)).body);
    const { body } = await ask('GET', `${path}/${id}/full`, { key });
    expect(body).toMatchObject({ state: 'unverified', credentials: { dc: 'us21' } });
    expect(JSON.stringify(body)).not.toContain('expires_in');
  });
});
