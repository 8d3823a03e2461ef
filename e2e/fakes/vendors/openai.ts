import { goodAccounts, goodTokens, regionTokens, restrictedTokens } from '../good-tokens.ts';
import { bearerOf, sendJson, type Vendor } from '../request.ts';

const knownKeys: readonly string[] = [
  goodTokens.openai,
  regionTokens.openai,
  restrictedTokens.openai,
  restrictedTokens.openaiModels,
];

/** https://platform.openai.com/docs/api-reference/models/retrieve and /docs/guides/error-codes */
export const openai: Vendor = (request, response) => {
  if (request.method !== 'GET' || !request.path.startsWith('/v1/models/')) return false;
  const refuse = (status: number, code: string | null, message: string): true =>
    sendJson(response, status, { error: { message, type: 'invalid_request_error', param: null, code } });
  const key = bearerOf(request);
  const regionOfKey = key === regionTokens.openai ? 'eu.api.openai.com' : 'api.openai.com';

  if (key === undefined) return refuse(401, null, "You didn't provide an API key.");
  if (!knownKeys.includes(key)) {
    return refuse(
      401,
      'invalid_api_key',
      `Incorrect API key provided: ${key.slice(0, 3)}***${key.slice(-4)}. You can find your API key at https://platform.openai.com/account/api-keys.`,
    );
  }
  if (request.host !== regionOfKey) {
    return refuse(
      401,
      'incorrect_hostname',
      `Attempted to access resource with incorrect regional hostname. Please make your request to ${regionOfKey}`,
    );
  }
  if ((request.headers['openai-organization'] ?? goodAccounts.openaiOrganization) !== goodAccounts.openaiOrganization) {
    return refuse(401, 'mismatched_organization', 'OpenAI-Organization header should match organization for API key');
  }
  if (key === restrictedTokens.openai) {
    return refuse(
      403,
      null,
      "You have insufficient permissions for this operation. Missing scopes: api.model.read. Check that you have the correct role in your organization (Reader, Writer, Owner) and project (Member, Owner), and if you're using a restricted API key, that it has the necessary scopes.",
    );
  }
  const id = request.path.slice('/v1/models/'.length);
  if (key === restrictedTokens.openaiModels) {
    return refuse(404, 'model_not_found', `The model '${id}' does not exist or you do not have access to it.`);
  }
  return sendJson(response, 200, { id, object: 'model', created: 1_721_172_741, owned_by: 'system' });
};
