import { goodTokens, regionTokens, restrictedTokens } from '../good-tokens.ts';
import { bearerOf, sendJson, type Vendor } from '../request.ts';

/** https://developers.intercom.com/docs/references/rest-api/api.intercom.io/admins/identifyadmin and …/errors/error-codes */
export const intercom: Vendor = (request, response) => {
  if (request.method !== 'GET' || request.path !== '/me') return false;
  const refuse = (status: number, code: string, message: string): true =>
    sendJson(response, status, { type: 'error.list', request_id: '0003f2tgj', errors: [{ code, message }] });
  const region = request.host === 'api.eu.intercom.io' ? 'EU' : 'US';
  const token = bearerOf(request);
  if (token === restrictedTokens.intercom) {
    return refuse(403, 'token_unauthorized', 'The token is not allowed to access the resource');
  }
  if (token !== (region === 'EU' ? regionTokens.intercom : goodTokens.intercom)) {
    return refuse(401, 'unauthorized', 'Access Token Invalid');
  }
  return sendJson(response, 200, {
    type: 'admin',
    id: '991267459',
    email: 'ciaran@example.com',
    name: 'Ciaran Lee',
    email_verified: true,
    app: { type: 'app', id_code: 'this_is_an_id1_that_should_be_at_least_40', name: `Acme ${region}`, region },
    has_inbox_seat: true,
  });
};
