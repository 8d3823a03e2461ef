import { fingerprintAtRest, fingerprintOfDatabase } from './database.ts';
import { goodTokens, specialTokens } from './fakes/good-tokens.ts';
import { wrongTlsHosts } from './fakes/saas.ts';
import { expect, test } from './test.ts';
import { api, bearer, checkMsMax, create, database, refusalOf, type Given } from './tries.ts';

/** What can be wrong on the other side, what it is called, and what the words have to speak of. */
const edges: Readonly<Record<string, { given: () => Given; code: string; message: RegExp }>> = {
  'no answer': { given: () => bearer(api, specialTokens.slow), code: 'timeout', message: /in time/ },
  'headers without end': { given: () => bearer(api, specialTokens.slowHeaders), code: 'timeout', message: /in time/ },
  'a body without end': {
    given: () => bearer(api, specialTokens.endlessGzip),
    code: 'answer_too_large',
    message: /more than/,
  },
  'a name nobody has': {
    given: () => bearer('https://nowhere.example-saas.com'),
    code: 'host_not_found',
    message: /nowhere\.example-saas\.com/,
  },
  'an expired certificate': {
    given: () => bearer(`https://${wrongTlsHosts.expired}`),
    code: 'tls_error',
    message: /not valid today/,
  },
  'a self-signed certificate': {
    given: () => bearer(`https://${wrongTlsHosts.self_signed}`),
    code: 'tls_error',
    message: /signed itself/,
  },
  'an unknown authority': {
    given: () => bearer(`https://${wrongTlsHosts.untrusted}`),
    code: 'tls_error',
    message: /not trusted/,
  },
  'a certificate for another name': {
    given: () => bearer(`https://${wrongTlsHosts.hostname}`),
    code: 'tls_error',
    message: /another host/,
  },
  'no TLS to be had': {
    given: () => bearer(`https://${wrongTlsHosts.handshake}`),
    code: 'tls_error',
    message: /encrypted/,
  },
  '401': { given: () => bearer(api, specialTokens.unauthorised), code: 'unauthorized', message: /did not accept/ },
  '403': { given: () => bearer(api, specialTokens.forbidden), code: 'forbidden', message: /does not allow/ },
  '429': { given: () => bearer(api, specialTokens.rateLimited), code: 'rate_limited', message: /limiting/ },
  '500': { given: () => bearer(api, specialTokens.broken), code: 'server_error', message: /trouble/ },
  'a web page instead of data': { given: () => bearer(api, specialTokens.html), code: 'not_json', message: /web page/ },
  '200 with an error in it': {
    given: () => bearer(api, specialTokens.errorBody),
    code: 'error_in_body',
    message: /error/,
  },
  'a cut connection': { given: () => bearer(api, goodTokens.rest, '/cut'), code: 'connection_lost', message: /ended/ },
  'another protocol': {
    given: () => bearer(api, goodTokens.rest, '/not-http'),
    code: 'connection_lost',
    message: /ended/,
  },
  'nothing at the path': {
    given: () => bearer(api, goodTokens.rest, '/v9/none'),
    code: 'not_found',
    message: /nothing/,
  },
  'a wrong password of the database': {
    given: () => database({ password: 'wrong' }),
    code: 'wrong_password',
    message: /password/,
  },
  'a database that is not there': {
    given: () => database({ database: 'not_there' }),
    code: 'no_such_database',
    message: /not_there/,
  },
  'a user that is not there': {
    given: () => database({ user: 'not_there' }),
    code: 'wrong_password',
    message: /password/,
  },
};

for (const [name, { given, code, message }] of Object.entries(edges))
  test(`${name} keeps nothing, and is said in words with what to do`, async ({ owner, place }) => {
    const before = await fingerprintAtRest();
    const tried = await create(owner, place, given());
    const said = refusalOf(tried);
    expect(said.code).toBe(code);
    expect(said.message).toMatch(message);
    expect(said.fix.length, said.fix).toBeGreaterThan(15);
    expect(JSON.stringify(said)).not.toMatch(/ECONN|ENOTFOUND|undefined|\[object|28P01|3D000|at Object/);
    expect(tried.ms).toBeLessThan(checkMsMax);
    expect(fingerprintOfDatabase()).toEqual(before);
  });

test('a right password of a real database is kept, and says whose it is', async ({ owner, place }) => {
  const { result, ms } = await create(owner, place, database({}));
  expect(result).toMatchObject({ ok: true, value: { verification: { outcome: 'passed' } } });
  expect(ms).toBeLessThan(checkMsMax);
});

test('a right token is kept', async ({ owner, place }) => {
  const { result } = await create(owner, place, bearer(api));
  expect(result).toMatchObject({ ok: true, value: { verification: { outcome: 'passed' } } });
});
