import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { goodTokens, specialTokens } from '#e2e/fakes/good-tokens.ts';
import { startSaas, wrongTlsHosts, type Saas } from '#e2e/fakes/saas.ts';
import type { Verification } from './verify.ts';

interface Typed {
  readonly id: string;
  readonly type: string;
  readonly settings: Record<string, string>;
  readonly secret: Record<string, string>;
}

/** Runs in a process whose names and trust are the fakes': input as it is typed, through the real connector. */
const program = `
  import { getComponent } from '#lib/catalog/catalog.ts';
  import { audienceOf, parseSettings } from '#lib/catalog/input.ts';
  import { findMethod } from '#lib/catalog/schema.ts';
  import { env } from '#lib/env.ts';
  import { createOutbound } from '#lib/outbound/connector.ts';
  import { verify } from '#lib/verify/verify.ts';
  const deps = { outbound: createOutbound({ allow: env.outboundAllow }), allow: env.outboundAllow, environment: {}, clock: Date.now };
  const results = await Promise.all(JSON.parse(process.argv[1]).map(({ id, type, settings, secret }) => {
    const component = getComponent(id);
    const method = findMethod(component, type);
    const parsed = parseSettings(method, { settings, secret });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
    return verify({ component, authType: type, ...parsed, audience: audienceOf(method, parsed.settings) }, deps);
  }));
  console.log(JSON.stringify(results));
`;

let saas: Saas;
beforeAll(async () => {
  saas = await startSaas();
});
afterAll(() => saas.close());

async function checkAll(typed: readonly Typed[]): Promise<Verification[]> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', program, JSON.stringify(typed)],
    { env: { NODE_ENV: 'test', PATH: process.env['PATH'], ...saas.env } },
  );
  for (const secret of typed.flatMap((one) => Object.values(one.secret))) expect(stdout).not.toContain(secret);
  return JSON.parse(stdout) as Verification[];
}

const restWith = (token: string, host = 'api.example-saas.com'): Typed => ({
  id: 'rest',
  type: 'bearer',
  settings: { baseUrl: `${host}/v1`, testPath: '/me' },
  secret: { token },
});

it('proves secrets that vendors accept, and names whose they are', async () => {
  const results = await checkAll([
    { id: 'github', type: 'bearer', settings: {}, secret: { token: `Bearer ${goodTokens.github}\n` } },
    { id: 'slack', type: 'bearer', settings: {}, secret: { token: goodTokens.slack } },
    { id: 'stripe', type: 'api_key', settings: {}, secret: { apiKey: goodTokens.stripe } },
    restWith(goodTokens.rest),
    { ...restWith(''), type: 'api_key', secret: { apiKey: goodTokens.rest } },
    {
      ...restWith(''),
      type: 'api_key',
      settings: { ...restWith('').settings, placement: 'query' },
      secret: { apiKey: goodTokens.rest },
    },
    {
      ...restWith(''),
      type: 'basic',
      settings: { ...restWith('').settings, username: goodTokens.restUser },
      secret: { password: goodTokens.restPassword },
    },
  ]);
  expect(results.map(({ outcome, message }) => [outcome, message])).toEqual([
    ['passed', 'Connected as octocat on GitHub.'],
    ['passed', 'Connected as grace in Subarachnoid Workspace on Slack.'],
    ['passed', 'Connected as acct_1Nv0FGQ9RKHgCVdK on Stripe.'],
    ['passed', 'REST API accepted the bearer token.'],
    ['passed', 'REST API accepted the API key.'],
    ['passed', 'REST API accepted the API key.'],
    ['passed', 'REST API accepted the user and password.'],
  ]);
});

it('tells apart what can go wrong', async () => {
  const typed: [Typed, string][] = [
    [{ id: 'github', type: 'bearer', settings: {}, secret: { token: 'bad-token' } }, 'unauthorized'],
    [{ id: 'slack', type: 'bearer', settings: {}, secret: { token: 'bad-token' } }, 'unauthorized'],
    [{ id: 'stripe', type: 'api_key', settings: {}, secret: { apiKey: 'bad-token' } }, 'unauthorized'],
    [restWith(specialTokens.unauthorised), 'unauthorized'],
    [restWith(specialTokens.forbidden), 'forbidden'],
    [restWith(specialTokens.rateLimited), 'rate_limited'],
    [restWith(specialTokens.broken), 'server_error'],
    [restWith(specialTokens.html), 'not_json'],
    [restWith(specialTokens.errorBody), 'error_in_body'],
    [restWith(specialTokens.redirect), 'redirected'],
    [restWith(specialTokens.endlessGzip), 'answer_too_large'],
    [restWith('any-token', wrongTlsHosts.expired), 'tls_error'],
    [restWith('any-token', 'nowhere.example-saas.com'), 'host_not_found'],
    [restWith('any-token', '10.0.0.5'), 'address_refused'],
  ];
  const results = await checkAll(typed.map(([one]) => one));
  expect(results.map((one) => one.code)).toEqual(typed.map(([, code]) => code));
  expect(results.map((one) => one.outcome)).toEqual(typed.map(() => 'failed'));
});
