import type { ServerResponse } from 'node:http';
import { goodAccounts, goodTokens, restrictedTokens } from '../good-tokens.ts';
import { basicOf, sendJson, type SeenRequest, type Vendor } from '../request.ts';

const tokenOf = (request: SeenRequest): string | undefined => {
  const basic = basicOf(request);
  return basic?.user === goodAccounts.jiraEmail ? basic.password : undefined;
};

const sendMyself = (response: ServerResponse, origin: string): true =>
  sendJson(response, 200, {
    self: `${origin}/rest/api/3/user?accountId=5b10a2844c20165700ede21g`,
    accountId: '5b10a2844c20165700ede21g',
    accountType: 'atlassian',
    emailAddress: goodAccounts.jiraEmail,
    displayName: 'Mia Krystof',
    active: true,
    timeZone: 'Australia/Sydney',
  });

function sendText(response: ServerResponse, status: number, type: string, text: string): true {
  response.writeHead(status, { 'content-type': `${type};charset=UTF-8` });
  response.end(text);
  return true;
}

/** https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-myself/ */
export const jira: Vendor = (request, response) => {
  if (request.host !== `${goodAccounts.jiraSite}.atlassian.net`) {
    const page =
      '<!DOCTYPE html>\n<html lang="en"><title>Atlassian Cloud Notifications - Page Unavailable</title></html>';
    return sendText(response, 404, 'text/html', page);
  }
  if (request.method !== 'GET' || request.path !== '/rest/api/3/myself') return false;
  if (tokenOf(request) === goodTokens.jira) return sendMyself(response, `https://${request.host}`);
  response.setHeader('www-authenticate', 'OAuth realm="https%3A%2F%2Facme.atlassian.net"');
  return sendText(response, 401, 'text/plain', 'Client must be authenticated to access this resource.');
};

/** Where tokens with scopes go: https://support.atlassian.com/confluence/kb/scoped-api-tokens-in-confluence-cloud/ */
export const jiraGateway: Vendor = (request, response) => {
  const of = `/ex/jira/${goodAccounts.jiraCloudId}`;
  if (request.path !== `${of}/rest/api/3/myself`) return sendJson(response, 404, { code: 404, message: 'Not Found' });
  const token = tokenOf(request);
  if (token === goodTokens.jiraScoped) return sendMyself(response, `https://${request.host}${of}`);
  const message = token === restrictedTokens.jira ? 'Unauthorized; scope does not match' : 'Unauthorized';
  return sendJson(response, 401, { code: 401, message });
};
