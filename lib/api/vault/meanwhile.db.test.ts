import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { batchRecorder } from '#lib/audit/commands.ts';
import { describeConnection } from '#lib/connections/queries.ts';
import { rowOf } from '#lib/grants/testing.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { ask } from '../testing.ts';
import { onlyId, testVault } from './testing.ts';

vi.mock('#lib/audit/commands.ts', { spy: true });
vi.mock('#lib/connections/queries.ts', { spy: true });

beforeAll(testDatabase);
beforeEach(() => {
  vi.mocked(batchRecorder).mockReset();
  vi.mocked(describeConnection).mockReset();
});

const hubspot = '/crm/hubspot';
const refused = { status: 403, body: { code: 'SESSION_REFUSED' } };

/** A consumer whose session neither signs in again nor switches a connection off, beside the tenant's own key. */
async function vault() {
  const { ctx, key, headers, call } = await testVault('http://127.0.0.1');
  const body = { settings: { allow_actions: ['delete'] } };
  const made = await ask('POST', '/vault/sessions', { key, headers, body });
  const { data } = made.body as { data: { session_token: string } };
  const asSession = (method: string, sent: unknown) =>
    ask(method, `/vault/connections${hubspot}`, { key: data.session_token, headers, body: sent });
  return { ctx, call, asSession };
}

/** What somebody else does between what a request has decided and its transaction. */
const beforeItWrites = (act: () => Promise<unknown>) =>
  vi.mocked(batchRecorder).mockImplementationOnce(async (...given) => {
    await act();
    return batchRecorder(...given);
  });

/** What somebody else does once a request has looked for the first time. */
const onceItHasLooked = (act: () => Promise<unknown>) =>
  vi.mocked(describeConnection).mockImplementationOnce(async (...given) => {
    const seen = await describeConnection(...given);
    await act();
    return seen;
  });

describe('a session without reauthorize', () => {
  it('types no secret over what was connected meanwhile', async () => {
    const { ctx, call, asSession } = await vault();
    beforeItWrites(() => call('POST', `${hubspot}/import`, { settings: { token: 'of-the-tenant' } }));
    expect(await asSession('PATCH', { settings: { token: 'typed' } })).toMatchObject(refused);
    const id = await onlyId(ctx);
    expect(await rowOf(ctx, id)).toMatchObject({ version: 1, revision: 1 });
    expect((await openVersion(ctx, id, 1)).secret).toEqual({ token: 'of-the-tenant' });
  });

  it('connects with one of two secrets typed at once', async () => {
    const { ctx, asSession } = await vault();
    const both = await Promise.all(['a', 'b'].map((token) => asSession('PATCH', { settings: { token } })));
    expect(both.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([200, 403]);
    expect(both.find((one) => one.status === 403)).toMatchObject(refused);
    expect(await rowOf(ctx, await onlyId(ctx))).toMatchObject({ version: 1, revision: 1 });
  });
});

describe('a session without disable', () => {
  const connected = async () => {
    const of = await vault();
    await of.call('POST', `${hubspot}/import`, { settings: { token: 'x' } });
    const isOn = async () => ((await of.call('GET', hubspot)).body as { data: { enabled: boolean } }).data.enabled;
    const switchOff = async () => {
      expect((await of.call('PATCH', hubspot, { enabled: false })).status).toBe(200);
      expect(await isOn()).toBe(false);
    };
    return { ...of, isOn, switchOff };
  };

  it('does not switch on what was switched off meanwhile, together with another change', async () => {
    const { asSession, isOn, switchOff } = await connected();
    beforeItWrites(switchOff);
    expect(await asSession('PATCH', { enabled: true, metadata: { a: 1 } })).toMatchObject(refused);
    expect(await isOn()).toBe(false);
  });

  it.each([
    ['PATCH', { enabled: true }],
    ['POST', {}],
  ])('does not switch on what was switched off once it had looked, by %s', async (method, body) => {
    const { asSession, isOn, switchOff } = await connected();
    onceItHasLooked(switchOff);
    expect((await asSession(method, body)).status).toBe(200);
    expect(await isOn()).toBe(false);
  });
});
