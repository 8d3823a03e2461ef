import { endedTokens, goodTokens, restrictedTokens } from '../good-tokens.ts';
import { bearerOf, sendJson, type Vendor } from '../request.ts';

/** https://www.zoho.com/crm/developer/docs/api/v8/get-users.html */
export const zoho: Vendor = (request, response) => {
  if (request.method !== 'GET' || request.path !== '/crm/v8/users' || request.query['type'] !== 'CurrentUser')
    return false;
  const refuse = (code: string, message: string): true =>
    sendJson(response, 401, { code, details: {}, message, status: 'error' });
  const token = bearerOf(request);
  if (token === restrictedTokens.zoho) return refuse('OAUTH_SCOPE_MISMATCH', 'invalid oauth scope to access this URL');
  if (token === endedTokens.zoho) return refuse('INVALID_TOKEN', 'the oauth token is expired');
  if (token !== goodTokens.zoho) return refuse('INVALID_TOKEN', 'invalid oauth token');
  return sendJson(response, 200, {
    users: [
      { id: '4150868000000225013', full_name: 'Patricia Boyle', email: 'patricia@acme.example', status: 'active' },
    ],
    info: { per_page: 200, count: 1, page: 1, more_records: false },
  });
};
