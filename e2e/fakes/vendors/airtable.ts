import { goodTokens, restrictedTokens } from '../good-tokens.ts';
import { bearerOf, sendJson, type Vendor } from '../request.ts';

/** https://airtable.com/developers/web/api/get-user-id-scopes: the e-mail only with its scope. */
export const airtable: Vendor = (request, response) => {
  if (request.method !== 'GET' || request.path !== '/v0/meta/whoami') return false;
  const token = bearerOf(request);
  if (token === restrictedTokens.airtable) return sendJson(response, 200, { id: 'usrL2PNC5o3H4lBEi' });
  if (token !== goodTokens.airtable) {
    return sendJson(response, 401, {
      error: { type: 'AUTHENTICATION_REQUIRED', message: 'Authentication required' },
    });
  }
  return sendJson(response, 200, {
    id: 'usrL2PNC5o3H4lBEi',
    email: 'foo@bar.com',
    scopes: ['data.records:read', 'user.email:read'],
  });
};
