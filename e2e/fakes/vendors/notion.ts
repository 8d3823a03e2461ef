import { goodTokens } from '../good-tokens.ts';
import { bearerOf, sendJson, type Vendor } from '../request.ts';

/** https://developers.notion.com/reference/get-self and /reference/status-codes */
export const notion: Vendor = (request, response) => {
  if (request.method !== 'GET' || request.path !== '/v1/users/me') return false;
  const refuse = (status: number, code: string, message: string): true =>
    sendJson(response, status, { object: 'error', status, code, message });
  if (bearerOf(request) !== goodTokens.notion) return refuse(401, 'unauthorized', 'API token is invalid.');
  if (!/^\d{4}-\d\d-\d\d$/.test(request.headers['notion-version'] ?? '')) {
    return refuse(400, 'missing_version', 'Notion-Version header failed validation: it should be defined.');
  }
  return sendJson(response, 200, {
    object: 'user',
    id: '16d84278-ab0e-484c-9bdd-b35da3bd8905',
    name: 'Pied Piper',
    avatar_url: null,
    type: 'bot',
    bot: { owner: { type: 'workspace', workspace: true }, workspace_name: 'Acme Wiki' },
  });
};
