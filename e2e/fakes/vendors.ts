import { goodTokens } from './good-tokens.ts';
import { basicOf, bearerOf, sendJson, type SeenRequest, type Vendor } from './request.ts';

/** https://docs.github.com/en/rest/users/users#get-the-authenticated-user */
const github: Vendor = (request, response) => {
  if (request.headers['user-agent'] === undefined) {
    response.writeHead(403, { 'content-type': 'text/html' });
    response.end('Request forbidden by administrative rules. Please make sure your request has a User-Agent header');
    return true;
  }
  if (request.method !== 'GET' || request.path !== '/user') return false;
  const token = bearerOf(request);
  const documentation = 'https://docs.github.com/rest';
  if (token === undefined) {
    return sendJson(response, 401, {
      message: 'Requires authentication',
      documentation_url: `${documentation}/users/users#get-the-authenticated-user`,
      status: '401',
    });
  }
  if (token !== goodTokens.github) {
    return sendJson(response, 401, { message: 'Bad credentials', documentation_url: documentation, status: '401' });
  }
  return sendJson(
    response,
    200,
    { login: 'octocat', id: 1, node_id: 'MDQ6VXNlcjE=', type: 'User', site_admin: false, name: 'monalisa octocat' },
    { 'x-oauth-scopes': 'repo, user', 'x-github-media-type': 'github.v3; format=json' },
  );
};

/** https://docs.slack.dev/reference/methods/auth.test: every answer is a 200. */
const slack: Vendor = (request, response) => {
  if (request.path !== '/api/auth.test') return false;
  const token = bearerOf(request) ?? new URLSearchParams(request.body).get('token') ?? undefined;
  if (token === undefined) return sendJson(response, 200, { ok: false, error: 'not_authed' });
  if (token !== goodTokens.slack) return sendJson(response, 200, { ok: false, error: 'invalid_auth' });
  return sendJson(response, 200, {
    ok: true,
    url: 'https://subarachnoid.slack.com/',
    team: 'Subarachnoid Workspace',
    user: 'grace',
    team_id: 'T12345678',
    user_id: 'W12345678',
  });
};

const amount = (value: number): object => ({ amount: value, currency: 'usd', source_types: { card: value } });

/** https://docs.stripe.com/api/balance and /api/accounts/retrieve */
const stripe: Vendor = (request, response) => {
  if (request.method !== 'GET' || !['/v1/account', '/v1/balance'].includes(request.path)) return false;
  const key = bearerOf(request) ?? basicOf(request)?.user;
  const refuse = (message: string): true =>
    sendJson(response, 401, { error: { message, type: 'invalid_request_error' } }, { 'www-authenticate': 'Bearer' });
  if (key === undefined || key === '') return refuse('You did not provide an API key.');
  if (key !== goodTokens.stripe) return refuse(`Invalid API Key provided: ****${key.slice(-4)}`);
  if (request.path === '/v1/balance') {
    return sendJson(response, 200, {
      object: 'balance',
      available: [amount(666_670)],
      livemode: false,
      pending: [amount(61_414)],
    });
  }
  return sendJson(response, 200, {
    id: 'acct_1Nv0FGQ9RKHgCVdK',
    object: 'account',
    business_type: null,
    charges_enabled: true,
    country: 'US',
    default_currency: 'usd',
    details_submitted: true,
    email: 'jenny.rosen@example.com',
    type: 'standard',
  });
};

/** https://mailchimp.com/developer/marketing/api/ping/ and …/docs/errors/ */
const mailchimp: Vendor = (request, response) => {
  if (request.method !== 'GET' || !['/3.0/ping', '/3.0/'].includes(request.path)) return false;
  const password = basicOf(request)?.password ?? bearerOf(request);
  const refuse = (title: string, detail: string): true =>
    sendJson(
      response,
      401,
      {
        type: 'https://mailchimp.com/developer/marketing/docs/errors/',
        title,
        status: 401,
        detail,
        instance: 'a1efb240-f8d8-40fe-a680-c3a5619a42e9',
      },
      { 'content-type': 'application/problem+json; charset=utf-8' },
    );
  if (password === undefined) return refuse('API Key Missing', 'Your request did not include an API key.');
  const dataCentre = goodTokens.mailchimp.slice(goodTokens.mailchimp.lastIndexOf('-') + 1);
  if (password !== goodTokens.mailchimp || request.host !== `${dataCentre}.api.mailchimp.com`) {
    return refuse(
      'API Key Invalid',
      "Your API key may be invalid, or you've attempted to access the wrong datacenter.",
    );
  }
  if (request.path === '/3.0/ping') return sendJson(response, 200, { health_status: "Everything's Chimpy!" });
  return sendJson(response, 200, { account_name: 'Northwind Newsletter' });
};

/** The vendor that a host belongs to. */
export function vendorOf(request: SeenRequest): Vendor | null {
  if (request.host === 'api.github.com') return github;
  if (request.host === 'slack.com') return slack;
  if (request.host === 'api.stripe.com') return stripe;
  return request.host.endsWith('.api.mailchimp.com') ? mailchimp : null;
}
