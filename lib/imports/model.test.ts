import { describe, expect, it } from 'vitest';
import { getComponent } from '#lib/catalog/catalog.ts';
import { findMethod, type AuthMethod } from '#lib/catalog/schema.ts';
import { componentOf, createDecider, fit, type Decider, type Here, type Incoming } from './model.ts';

const methodOf = (component: string, type: string): AuthMethod => {
  const method = findMethod(getComponent(component), type);
  if (!method) throw new Error(`${component} has no ${type}`);
  return method;
};

describe('fit', () => {
  it('finds the place of a field whatever its spelling', () => {
    expect(fit(methodOf('mailchimp', 'api_key'), { DC: 'us1' }, { api_key: 'k-us1' })).toEqual({
      settings: { dc: 'us1' },
      secret: { apiKey: 'k-us1' },
      ignored: [],
    });
  });

  it('puts the one secret into the one secret field, and tells what has no place', () => {
    const { secret, ignored } = fit(methodOf('stripe', 'api_key'), { colour: 'blue' }, { access_token: 'sk' });
    expect(secret).toEqual({ apiKey: 'sk' });
    expect(ignored).toEqual(['colour']);
    expect(fit(methodOf('stripe', 'api_key'), {}, { one: 'a', two: 'b' })).toMatchObject({
      secret: {},
      ignored: ['one', 'two'],
    });
  });

  it('keeps what is public out of the secret', () => {
    expect(fit(methodOf('rest', 'basic'), {}, { username: 'u', password: 'p' })).toMatchObject({
      settings: { username: 'u' },
      secret: { password: 'p' },
    });
  });

  it('puts the tokens of another tool where ours are, with their end', () => {
    const issued = '2027-01-31T11:00:00.000Z';
    const tokens = { access_token: 'a', refresh_token: 'b', issued_at: issued, expires_in: '3600', id_token: 'c' };
    expect(fit(methodOf('salesforce', 'oauth2'), { instance_url: 'https://a.my.salesforce.com' }, tokens)).toEqual({
      settings: { instanceUrl: 'https://a.my.salesforce.com' },
      secret: { accessToken: 'a', refreshToken: 'b', expiresAt: '2027-01-31T12:00:00.000Z' },
      ignored: ['id_token'],
    });
  });

  it('takes no time for a token', () => {
    expect(fit(methodOf('google', 'oauth2'), {}, { refresh_token: 'b', expires_in: '3600' })).toEqual({
      settings: {},
      secret: { refreshToken: 'b' },
      ignored: ['expires_in'],
    });
  });

  it('knows a component by id and by name', () => {
    const entries = [{ id: 'rest', name: 'REST API' }];
    expect(['rest', 'REST API', 'rest-api', 'Rest', 'else'].map((text) => componentOf(text, entries))).toEqual([
      'rest',
      'rest',
      'rest',
      'rest',
      'else',
    ]);
  });
});

const decide: Decider['decide'] = (...all) => createDecider().decide(...all);

describe('decide', () => {
  const item = (i: number, name: string, identifier: string | null): Incoming => ({
    i,
    name,
    identifier,
    component: 'rest',
    authType: 'bearer',
    reason: null,
  });
  const here = (id: string, name: string, identifier: string): Here => ({
    id,
    identifier,
    name,
    nameKey: name.toLowerCase(),
    component: 'rest',
    authType: 'bearer',
    environment: '',
    version: 1,
    revision: 1,
  });

  it('keeps two items of one file apart', () => {
    const [first, second] = decide([item(1, 'A', 'x'), item(2, 'a', 'x')], [], new Map());
    expect(first).toMatchObject({ outcome: 'new', createName: 'A', createIdentifier: 'x' });
    expect(second).toMatchObject({ outcome: 'new', createName: 'a 2', createIdentifier: null });
  });

  it('lets only one item override a credential', () => {
    const decisions = decide(
      [item(1, 'A', 'x'), item(2, 'B', 'x')],
      [here('c1', 'A', 'x')],
      new Map([['rest', new Set(['a'])]]),
    );
    expect(decisions.map((one) => one.overrideRefused)).toEqual([null, 'An item before it already meets A.']);
  });
});
