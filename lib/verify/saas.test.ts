import { afterAll, beforeAll, expect, it } from 'vitest';
import { runChecks, type Typed } from '#e2e/fakes/check-run.ts';
import { goodTokens, specialTokens } from '#e2e/fakes/good-tokens.ts';
import { startSaas, wrongTlsHosts, type Saas } from '#e2e/fakes/saas.ts';

let saas: Saas;
beforeAll(async () => {
  saas = await startSaas();
});
afterAll(() => saas.close());

const checkAll = (typed: readonly Typed[]) => runChecks(typed, saas.env);

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
