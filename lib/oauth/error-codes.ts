import type { FailureClass } from './schema.ts';

/** What an authorization server may say, in the words of RFC 6749 and a few of ours. Everything else is `unknown_error`. */
const classes = {
  invalid_grant: 'revoked',
  invalid_client: 'client',
  unauthorized_client: 'client',
  unsupported_grant_type: 'client',
  unsupported_response_type: 'client',
  invalid_scope: 'client',
  invalid_request: 'client',
  redirect_uri_mismatch: 'client',
  access_denied: 'client',
  unknown_error: 'client',
  rate_limited: 'provider',
  server_error: 'provider',
  temporarily_unavailable: 'provider',
} as const satisfies Record<string, FailureClass>;

export type OauthErrorCode = keyof typeof classes;

export const classOf = (code: OauthErrorCode): FailureClass => classes[code];

/** Other words for the same, by who says them. */
const aliases: Readonly<Record<OauthErrorCode, readonly string[]>> = {
  invalid_grant: [
    'invalid_token',
    'expired_token',
    'interaction_required', // Microsoft
    'consent_required',
    'login_required',
    'bad_refresh_token', // GitHub, HubSpot
    'bad_verification_code',
    'unverified_user_email',
    'bad_auth_code', // HubSpot
    'missing_or_unknown_proxy_refresh_token',
    'invalid_refresh_token', // Slack
    'token_expired',
    'token_revoked',
    'code_already_used',
    'account_inactive',
    'invalid_code', // Slack, Zoho
    'inactive_user', // Salesforce
  ],
  invalid_client: [
    'incorrect_client_credentials', // GitHub
    'application_suspended',
    'bad_client_id', // HubSpot
    'bad_client_secret',
    'invalid_client_id', // Salesforce, Slack
    'invalid_client_secret', // Zoho
    'deleted_client', // Google
    'disabled_client',
  ],
  unauthorized_client: ['app_not_found', 'invalid_app_access', 'org_internal', 'oauth_app_disabled'],
  unsupported_grant_type: ['invalid_grant_type', 'bad_grant_type'],
  unsupported_response_type: [],
  invalid_scope: ['invalid_scopes', 'missing_scope'],
  invalid_request: ['invalid_arguments', 'missing_client_id', 'validation_error'],
  redirect_uri_mismatch: ['bad_redirect_uri', 'invalid_redirect_uri', 'redirect_uri_missing'],
  // Google.
  access_denied: ['admin_policy_enforced', 'inactive_org'],
  unknown_error: [],
  rate_limited: ['too_many_requests', 'ratelimited', 'rate_limit', 'rate_limit_exceeded', 'slow_down', 'access denied'],
  server_error: ['internal_error', 'internal_failure', 'internal_server_error', 'fatal_error'],
  temporarily_unavailable: ['service_unavailable', 'service_not_available', 'request_timeout', 'try_again'],
};

const codes: readonly OauthErrorCode[] = [
  'invalid_grant',
  'invalid_client',
  'unauthorized_client',
  'unsupported_grant_type',
  'unsupported_response_type',
  'invalid_scope',
  'invalid_request',
  'redirect_uri_mismatch',
  'access_denied',
  'rate_limited',
  'server_error',
  'temporarily_unavailable',
];

const byWord = new Map(codes.flatMap((code) => [code, ...aliases[code]].map((word) => [word, code] as const)));

/** The code for an `error` as it was said, in any case. */
export const errorCodeOf = (said: string): OauthErrorCode => byWord.get(said.toLowerCase()) ?? 'unknown_error';
