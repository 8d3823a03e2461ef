import { goodAccounts, goodTokens, regionTokens, restrictedTokens } from '../good-tokens.ts';
import { basicOf, sendJson, type Vendor } from '../request.ts';

const { twilioAccountSid, twilioKeySid } = goodAccounts;

/**
 * https://www.twilio.com/docs/iam/api/account and /docs/iam/api-keys/keys-in-console: an API key may not read the
 * account, and what is made in one region is unknown in the others.
 */
export const twilio: Vendor = (request, response) => {
  const refuse = (status: number, code: number, message: string): true =>
    sendJson(response, status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });
  const basic = basicOf(request);
  const authToken = request.host === 'api.twilio.com' ? goodTokens.twilio : regionTokens.twilio;
  const isMain = basic?.user === twilioAccountSid && basic.password === authToken;
  const isTest = basic?.user === twilioAccountSid && basic.password === restrictedTokens.twilioTest;
  const isKey = basic?.user === twilioKeySid && basic.password === goodTokens.twilioKey;
  const isRestricted = basic?.user === twilioKeySid && basic.password === restrictedTokens.twilioKey;
  const of = `/2010-04-01/Accounts/${twilioAccountSid}`;

  if (isTest) return refuse(403, 20008, 'Resource not accessible with Test Account Credentials');
  if (request.path === `${of}.json` && isMain) {
    return sendJson(response, 200, {
      sid: twilioAccountSid,
      owner_account_sid: twilioAccountSid,
      friendly_name: 'Northwind Support',
      status: 'active',
      type: 'Full',
      auth_token: authToken,
      uri: `${of}.json`,
    });
  }
  if (request.path === `${of}/Calls.json` && isRestricted) return refuse(401, 70051, 'Authorization Error');
  if (request.path === `${of}/Calls.json` && (isMain || isKey)) {
    return sendJson(response, 200, { calls: [], page: 0, page_size: Number(request.query['PageSize']), uri: of });
  }
  return refuse(401, 20003, 'Authenticate');
};
