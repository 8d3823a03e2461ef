import type { ConnectionInput } from './schema.ts';

/** A connection whose service needs nothing but a key; what is given replaces a part. */
export const keyItem = (change: Partial<ConnectionInput> = {}): ConnectionInput => ({
  consumer: 'user-1',
  unifiedApi: 'transactional-email',
  serviceId: 'sendgrid',
  settings: { api_key: 'SG.first-key' },
  ...change,
});
