import { goodTokens } from '../good-tokens.ts';
import { basicOf, bearerOf, sendJson, type Vendor } from '../request.ts';

/** https://mailchimp.com/developer/marketing/api/ping/ and …/docs/errors/ */
export const mailchimp: Vendor = (request, response) => {
  if (request.method !== 'GET' || !['/3.0/ping', '/3.0/'].includes(request.path)) return false;
  const password = basicOf(request)?.password ?? bearerOf(request);
  const refuse = (title: string, detail: string): true =>
    sendJson(
      response,
      401,
      {
        type: 'https://mailchimp.com/developer/marketing/docs/errors/',
        title,
        status: 401,
        detail,
        instance: 'a1efb240-f8d8-40fe-a680-c3a5619a42e9',
      },
      { 'content-type': 'application/problem+json; charset=utf-8' },
    );
  if (password === undefined) return refuse('API Key Missing', 'Your request did not include an API key.');
  const dataCentre = goodTokens.mailchimp.slice(goodTokens.mailchimp.lastIndexOf('-') + 1);
  if (password !== goodTokens.mailchimp || request.host !== `${dataCentre}.api.mailchimp.com`) {
    return refuse(
      'API Key Invalid',
      "Your API key may be invalid, or you've attempted to access the wrong datacenter.",
    );
  }
  if (request.path === '/3.0/ping') return sendJson(response, 200, { health_status: "Everything's Chimpy!" });
  return sendJson(response, 200, { account_name: 'Northwind Newsletter' });
};
