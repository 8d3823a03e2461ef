import { goodTokens, regionTokens, restrictedTokens } from '../good-tokens.ts';
import { bearerOf, sendJson, type Vendor } from '../request.ts';

/** https://www.twilio.com/docs/sendgrid/api-reference/api-key-permissions; a key is known in its own region only. */
export const sendgrid: Vendor = (request, response) => {
  if (request.method !== 'GET' || request.path !== '/v3/scopes') return false;
  const key = bearerOf(request);
  const good = request.host === 'api.eu.sendgrid.com' ? regionTokens.sendgrid : goodTokens.sendgrid;
  if (key === restrictedTokens.sendgrid) {
    return sendJson(response, 200, { scopes: ['mail.send', 'sender_verification_eligible', '2fa_required'] });
  }
  if (key === restrictedTokens.sendgridForbidden) {
    return sendJson(response, 403, { errors: [{ message: 'access forbidden', field: null, help: null }] });
  }
  if (key !== good) {
    const message = 'The provided authorization grant is invalid, expired, or revoked';
    return sendJson(response, 401, { errors: [{ message, field: null, help: null }] });
  }
  return sendJson(response, 200, { scopes: ['mail.send', 'alerts.create', 'alerts.read', 'user.account.read'] });
};
