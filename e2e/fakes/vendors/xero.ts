import { endedTokens, goodTokens } from '../good-tokens.ts';
import { bearerOf, sendJson, type Vendor } from '../request.ts';

/** https://developer.xero.com/documentation/guides/oauth2/tenants */
export const xero: Vendor = (request, response) => {
  if (request.method !== 'GET' || request.path !== '/connections') return false;
  const token = bearerOf(request);
  if (token !== goodTokens.xero) {
    const why =
      token === endedTokens.xero ? 'TokenExpired: token expired at 11/21/2026 09:58:49' : 'AuthenticationUnsuccessful';
    return sendJson(response, 401, { Type: null, Title: 'Unauthorized', Status: 401, Detail: why, Instance: '1' });
  }
  return sendJson(response, 200, [
    {
      id: 'e1eede29-f875-4a5d-8470-17f6a29a88b1',
      tenantId: '70784a63-d24b-46a9-a4db-0e70a274b056',
      tenantType: 'ORGANISATION',
      tenantName: 'Maple Florists Ltd',
    },
  ]);
};
