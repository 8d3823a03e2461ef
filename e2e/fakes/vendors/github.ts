import { goodTokens } from '../good-tokens.ts';
import { bearerOf, sendJson, type Vendor } from '../request.ts';

/** https://docs.github.com/en/rest/users/users#get-the-authenticated-user */
export const github: Vendor = (request, response) => {
  if (request.headers['user-agent'] === undefined) {
    response.writeHead(403, { 'content-type': 'text/html' });
    response.end('Request forbidden by administrative rules. Please make sure your request has a User-Agent header');
    return true;
  }
  if (request.method !== 'GET' || request.path !== '/user') return false;
  const token = bearerOf(request);
  const documentation = 'https://docs.github.com/rest';
  if (token === undefined) {
    return sendJson(response, 401, {
      message: 'Requires authentication',
      documentation_url: `${documentation}/users/users#get-the-authenticated-user`,
      status: '401',
    });
  }
  if (token !== goodTokens.github) {
    return sendJson(response, 401, { message: 'Bad credentials', documentation_url: documentation, status: '401' });
  }
  return sendJson(
    response,
    200,
    { login: 'octocat', id: 1, node_id: 'MDQ6VXNlcjE=', type: 'User', site_admin: false, name: 'monalisa octocat' },
    { 'x-oauth-scopes': 'repo, user', 'x-github-media-type': 'github.v3; format=json' },
  );
};
