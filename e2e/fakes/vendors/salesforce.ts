import { goodTokens } from '../good-tokens.ts';
import { bearerOf, sendJson, type Vendor } from '../request.ts';

/** https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_using_userinfo_endpoint.htm: errors are text. */
export const salesforce: Vendor = (request, response) => {
  if (request.method !== 'GET' || request.path !== '/services/oauth2/userinfo') return false;
  const token = bearerOf(request);
  if (token === goodTokens.salesforce) {
    return sendJson(response, 200, {
      sub: 'https://login.salesforce.com/id/00D000000000001EAA/005000000000001AAA',
      user_id: '005000000000001AAA',
      organization_id: '00D000000000001EAA',
      preferred_username: 'ada@acme.example',
      name: 'Ada Example',
      email: 'ada@acme.example',
    });
  }
  response.writeHead(403, { 'content-type': 'text/html;charset=UTF-8' });
  response.end(token === undefined ? 'Missing_OAuth_Token' : 'Bad_OAuth_Token');
  return true;
};
