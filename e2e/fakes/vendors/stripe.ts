import { goodTokens } from '../good-tokens.ts';
import { basicOf, bearerOf, sendJson, type Vendor } from '../request.ts';

const amount = (value: number): object => ({ amount: value, currency: 'usd', source_types: { card: value } });

/** https://docs.stripe.com/api/balance and /api/accounts/retrieve */
export const stripe: Vendor = (request, response) => {
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
