import { goodTokens, restrictedTokens, endedTokens } from '../good-tokens.ts';
import { bearerOf, sendJson, type Vendor } from '../request.ts';

/** https://learn.microsoft.com/en-us/graph/api/user-get and /graph/errors */
export const microsoft: Vendor = (request, response) => {
  if (request.method !== 'GET' || request.path !== '/v1.0/me') return false;
  const refuse = (status: number, code: string, message: string): true =>
    sendJson(response, status, {
      error: {
        code,
        message,
        innerError: { date: '2026-11-21T10:00:00', 'request-id': '1', 'client-request-id': '1' },
      },
    });
  const token = bearerOf(request);
  if (token === restrictedTokens.microsoftApp) {
    return refuse(400, 'BadRequest', '/me request is only valid with delegated authentication flow.');
  }
  if (token === restrictedTokens.microsoft) {
    return refuse(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
  }
  if (token === endedTokens.microsoft) {
    return refuse(401, 'InvalidAuthenticationToken', 'Lifetime validation failed, the token is expired.');
  }
  if (token !== goodTokens.microsoft) {
    return refuse(401, 'InvalidAuthenticationToken', 'IDX14100: JWT is not well formed, there are no dots (.).');
  }
  return sendJson(response, 200, {
    '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users/$entity',
    displayName: 'Ada Example',
    mail: 'ada@acme.example',
    userPrincipalName: 'ada@acme.onmicrosoft.com',
    id: '87d349ed-44d7-43e1-9a83-5f2406dee5bd',
  });
};
