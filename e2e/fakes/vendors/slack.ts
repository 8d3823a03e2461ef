import { endedTokens, goodTokens } from '../good-tokens.ts';
import { bearerOf, sendJson, type Vendor } from '../request.ts';

/** https://docs.slack.dev/reference/methods/auth.test: every answer is a 200. */
export const slack: Vendor = (request, response) => {
  if (request.path !== '/api/auth.test') return false;
  const token = bearerOf(request) ?? new URLSearchParams(request.body).get('token') ?? undefined;
  if (token === undefined) return sendJson(response, 200, { ok: false, error: 'not_authed' });
  if (token === endedTokens.slack) return sendJson(response, 200, { ok: false, error: 'token_expired' });
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
