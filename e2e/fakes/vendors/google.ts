import { goodTokens } from '../good-tokens.ts';
import { bearerOf, sendJson, type Vendor } from '../request.ts';

/** https://developers.google.com/identity/openid-connect/openid-connect#obtaininguserprofileinformation */
export const google: Vendor = (request, response) => {
  if (request.method !== 'GET' || request.path !== '/v1/userinfo') return false;
  if (bearerOf(request) !== goodTokens.google) {
    return sendJson(response, 401, { error: 'invalid_request', error_description: 'Invalid Credentials' });
  }
  return sendJson(response, 200, {
    sub: '10769150350006150715113082367',
    email: 'ada@acme.example',
    email_verified: true,
  });
};
