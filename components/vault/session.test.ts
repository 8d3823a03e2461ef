import { describe, expect, it } from 'vitest';
import { newNonce, readReturn, readSession } from './session.ts';

const tokenOf = (claims: unknown): string =>
  ['x', Buffer.from(JSON.stringify(claims)).toString('base64url'), 'y'].join('.');
const whole = { application_id: 'wsp_1', consumer_id: 'ada-shop' };

describe('a session token', () => {
  it('says for whom it is, in the best words there are', () => {
    expect(readSession(tokenOf(whole))).toMatchObject({ application: 'wsp_1', account: 'ada-shop', backTo: null });
    const metadata = { account_name: 'Ada’s shop', user_name: 'Ada' };
    expect(readSession(tokenOf({ ...whole, consumer_metadata: metadata }))?.account).toBe('Ada’s shop');
  });

  it('allows everything where it says nothing, and nothing it does not know', () => {
    expect(readSession(tokenOf(whole))?.allowed).toHaveLength(4);
    const settings = { allow_actions: ['disable', 'everything'] };
    expect(readSession(tokenOf({ ...whole, settings }))?.allowed).toEqual(['disable']);
  });

  it('leads to web addresses alone', () => {
    const backTo = (redirect_uri: unknown) => readSession(tokenOf({ ...whole, redirect_uri }))?.backTo;
    expect(backTo('https://shop.example.com/apps')).toBe('https://shop.example.com/apps');
    for (const other of ['javascript:alert(1)', 'data:text/html,x', '/apps', '', 5]) expect(backTo(other)).toBeNull();
  });

  it.each(['', 'x', 'x.y.z', `x.${Buffer.from('null').toString('base64url')}.y`, tokenOf({ consumer_id: 'ada' })])(
    'is not %j',
    (text) => expect(readSession(text)).toBeNull(),
  );
});

describe('coming back from a sign-in', () => {
  const begun = { nonce: 'n-1', api: 'crm', service: 'hubspot', name: 'HubSpot' };
  const facts = (text: string) => new URLSearchParams(text);

  it('brings a token to the page that began it', () => {
    const token = readReturn(facts('nonce=n-1&confirm_token=t'), begun);
    expect(token).toEqual({ kind: 'token', signIn: begun, confirmToken: 't' });
    expect(readReturn(facts('token=t'), begun)).toBeNull();
  });

  it('brings nothing that another page began', () => {
    for (const own of [null, { ...begun, nonce: 'n-2' }])
      expect(readReturn(facts('nonce=n-1&confirm_token=t'), own)).toMatchObject({ kind: 'refused' });
  });

  it('says why there is none', () => {
    const refused = readReturn(facts('nonce=n-1&error=access_denied&error_description=Not allowed.'), begun);
    expect(refused).toEqual({ kind: 'refused', name: 'HubSpot', message: 'Not allowed.' });
  });

  it('is told apart by nonces nobody guesses', () => {
    expect(newNonce()).toMatch(/^[0-9a-f]{32}$/);
    expect(newNonce()).not.toBe(newNonce());
  });
});
