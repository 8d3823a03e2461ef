import { endedTokens, goodTokens, restrictedTokens } from '../good-tokens.ts';
import { bearerOf, sendJson, type Vendor } from '../request.ts';

/** https://developers.hubspot.com/docs/api-reference/error-handling */
export const hubspot: Vendor = (request, response) => {
  if (request.method !== 'GET' || request.path !== '/account-info/v3/details') return false;
  const refuse = (status: number, category: string, message: string): true =>
    sendJson(response, status, {
      status: 'error',
      message,
      correlationId: 'aeb5f871-7f07-4993-9211-075dc63e7cbf',
      category,
    });
  const token = bearerOf(request);
  if (token === restrictedTokens.hubspot) {
    return refuse(403, 'MISSING_SCOPES', "This app hasn't been granted all required scopes to make this call.");
  }
  if (token === endedTokens.hubspot) {
    return refuse(401, 'EXPIRED_AUTHENTICATION', 'The OAuth token used to make this call expired.');
  }
  if (token !== goodTokens.hubspot) {
    return refuse(
      401,
      'INVALID_AUTHENTICATION',
      'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview',
    );
  }
  return sendJson(response, 200, {
    portalId: 2519445,
    accountType: 'STANDARD',
    timeZone: 'US/Eastern',
    companyCurrency: 'USD',
    additionalCurrencies: [],
    utcOffset: '-05:00',
    utcOffsetMilliseconds: -18_000_000,
    uiDomain: 'app.hubspot.com',
    dataHostingLocation: 'na1',
  });
};
