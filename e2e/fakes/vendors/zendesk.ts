import { goodAccounts, goodTokens } from '../good-tokens.ts';
import { basicOf, sendJson, type Vendor } from '../request.ts';

const anonymous = {
  id: null,
  url: null,
  name: 'Anonymous user',
  email: 'invalid@example.com',
  role: 'end-user',
  active: true,
};

/** https://developer.zendesk.com/api-reference/ticketing/users/users/#show-self: who is not known is anonymous. */
export const zendesk: Vendor = (request, response) => {
  const { zendeskSubdomain, zendeskEmail, zendeskLocked } = goodAccounts;
  const subdomain = request.host.replace(/\.zendesk\.com$/, '');
  if (subdomain !== zendeskSubdomain && subdomain !== zendeskLocked) {
    return sendJson(response, 404, {
      error: {
        title: `No help desk at ${request.host}`,
        message:
          'There is no help desk configured at this address. This means that the address is available and that you can claim it at http://www.zendesk.com/signup',
      },
    });
  }
  if (request.method !== 'GET' || request.path !== '/api/v2/users/me.json') return false;
  const basic = basicOf(request);
  const isGood = basic?.user === `${zendeskEmail}/token` && basic.password === goodTokens.zendesk;
  if (!isGood) {
    return subdomain === zendeskLocked
      ? sendJson(response, 401, { error: "Couldn't authenticate you" })
      : sendJson(response, 200, { user: anonymous });
  }
  return sendJson(response, 200, {
    user: {
      id: 35436,
      url: `https://${request.host}/api/v2/users/35436.json`,
      name: 'Robert C. Schuler',
      email: zendeskEmail,
      role: 'admin',
      active: true,
    },
  });
};
