import type { ConnectionInput } from './schema.ts';

/** A connection whose service needs nothing but a key; what is given replaces a part. */
export const keyItem = (change: Partial<ConnectionInput> = {}): ConnectionInput => ({
  consumer: 'user-1',
  unifiedApi: 'transactional-email',
  serviceId: 'sendgrid',
  settings: { api_key: 'SG.first-key' },
  ...change,
});

/** Live tokens of a service that is an authorization server of one's own. */
export const tokenItem = (
  baseUrl: string,
  tokens: Readonly<Record<string, unknown>>,
  change: Partial<ConnectionInput> = {},
): ConnectionInput => ({
  consumer: 'user-1',
  unifiedApi: 'crm',
  serviceId: 'oauth2',
  credentials: { ...tokens },
  settings: { base_url: baseUrl, test_path: '/me-api' },
  ...change,
});
