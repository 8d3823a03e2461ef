import type { RawDraft } from '#lib/credentials/model.ts';
import { goodTokens } from './fakes/good-tokens.ts';
import { sampleClients } from './sample-oauth-apps.ts';
import { tokenCredentials } from './sample-tokens.ts';

export interface SampleCredential extends RawDraft {
  readonly identifier: string;
  readonly name: string;
  readonly environment: string;
  readonly state: 'passed' | 'failed' | 'not_testable' | 'unverified' | 'reconnect' | 'unreadable';
  /** Of a state that is not good: its code, what went wrong, what to do. */
  readonly trouble?: readonly [code: string, message: string, fix: string];
  readonly account?: string;
  /** Where its tokens may go too: to be refreshed. */
  readonly refreshedAt?: string;
  readonly createdDaysAgo: number;
  readonly expiresInDays?: number;
  /** How often it was checked up to now, how far apart, and which of them failed; 0 is the last. */
  readonly checks: { readonly count: number; readonly everyHours?: number; readonly failed?: readonly number[] };
  readonly deletedDaysAgo?: number;
}

const month = { count: 30 };
const orders = { host: 'db.northwind.example', port: 5432, database: 'orders', user: 'orders_sync' };
const database = (change: Record<string, string>) => ({
  component: 'postgres',
  authType: 'database' as const,
  settings: { ...orders, sslmode: 'verify-full', ...change },
  secret: { password: 'pale water' },
});
const api = (testPath: string) => ({
  component: 'rest',
  authType: 'bearer' as const,
  settings: { baseUrl: 'https://api.example-saas.com', testPath },
  secret: { token: goodTokens.rest },
});
const github = {
  component: 'github',
  authType: 'bearer' as const,
  settings: {},
  secret: { token: goodTokens.github },
  account: 'northwind-ci',
};
const slack = { component: 'slack', authType: 'bearer' as const, settings: {}, secret: { token: goodTokens.slack } };
const stripe = { component: 'stripe', authType: 'api_key' as const, settings: {}, secret: { apiKey: 'sk_sample' } };
const mailchimp = {
  component: 'mailchimp',
  authType: 'api_key' as const,
  settings: { dc: 'us21' },
  secret: { apiKey: goodTokens.mailchimp },
  account: 'Northwind Newsletter',
};
const hubspot = (portal: string) => ({
  component: 'hubspot',
  authType: 'oauth2' as const,
  settings: {
    grantType: 'authorization_code',
    clientId: sampleClients.hubspot,
    scope: 'oauth crm.objects.contacts.read crm.objects.deals.read',
  },
  // Long enough that nothing is refreshed while somebody looks.
  secret: {
    accessToken: `access-token-of-${portal}`,
    refreshToken: `refresh-token-of-${portal}`,
    expiresAt: new Date(Date.now() + 300 * 86_400_000).toISOString(),
  },
});

/** The credentials of a company that has used the vault for some months: every state, every component. */
export const sampleCredentials: readonly SampleCredential[] = [
  {
    ...database({}),
    identifier: 'pg-orders-replica',
    name: 'Orders read replica',
    environment: 'production',
    state: 'passed',
    account: 'orders_sync',
    createdDaysAgo: 252,
    checks: { count: 120, everyHours: 6, failed: [6, 23, 24, 77] },
  },
  {
    ...database({ database: 'ledger', user: 'ledger_writer' }),
    identifier: 'pg-ledger',
    name: 'Ledger',
    environment: 'production',
    state: 'failed',
    trouble: [
      '28P01',
      'PostgreSQL did not accept the password.',
      'Type the password for ledger_writer again. Whoever runs the database can set a new one.',
    ],
    createdDaysAgo: 120,
    checks: { count: 30, failed: [0, 1, 2, 9] },
  },
  {
    ...database({ host: 'db.staging.northwind.example' }),
    identifier: 'pg-orders-staging',
    name: 'Orders, staging',
    environment: 'staging',
    state: 'passed',
    account: 'orders_sync',
    createdDaysAgo: 96,
    checks: month,
  },
  {
    ...database({ database: 'reporting', user: 'reporting_ro' }),
    identifier: 'pg-reporting',
    name: 'Reporting',
    environment: 'production',
    state: 'passed',
    account: 'reporting_ro',
    createdDaysAgo: 60,
    expiresInDays: 28.4,
    checks: month,
  },
  {
    ...github,
    identifier: 'gh-deploy-token',
    name: 'Deploy token',
    environment: 'production',
    state: 'passed',
    createdDaysAgo: 82,
    expiresInDays: 8.4,
    checks: month,
  },
  {
    ...github,
    identifier: 'gh-release-bot',
    name: 'Release bot',
    environment: 'production',
    state: 'passed',
    createdDaysAgo: 40,
    expiresInDays: 39.4,
    checks: { ...month, failed: [12] },
  },
  {
    ...slack,
    identifier: 'slack-ops-alerts',
    name: 'Ops alerts',
    environment: 'production',
    state: 'passed',
    account: 'keyhaven in Northwind',
    createdDaysAgo: 200,
    checks: { ...month, failed: [16, 17] },
  },
  {
    component: 'slack',
    authType: 'custom',
    settings: {},
    secret: { webhookUrl: 'https://hooks.slack.com/services/sample' },
    identifier: 'slack-incident-room',
    name: 'Incident room',
    environment: 'production',
    state: 'not_testable',
    createdDaysAgo: 44,
    checks: month,
  },
  {
    ...stripe,
    identifier: 'stripe-billing',
    name: 'Billing',
    environment: 'production',
    state: 'passed',
    account: 'Northwind Traders',
    createdDaysAgo: 210,
    checks: month,
  },
  {
    ...stripe,
    identifier: 'stripe-test-mode',
    name: 'Test mode',
    environment: 'development',
    state: 'unverified',
    createdDaysAgo: 1,
    checks: { count: 0 },
  },
  {
    ...mailchimp,
    identifier: 'mc-newsletter',
    name: 'Newsletter',
    environment: 'production',
    state: 'passed',
    createdDaysAgo: 160,
    checks: month,
  },
  {
    ...mailchimp,
    identifier: 'mc-loyalty',
    name: 'Loyalty club',
    environment: 'production',
    state: 'passed',
    createdDaysAgo: 12,
    checks: { count: 12 },
  },
  {
    ...hubspot('sales'),
    identifier: 'hubspot-sales',
    name: 'Sales portal',
    environment: 'production',
    state: 'passed',
    account: 'northwind-sales.example',
    createdDaysAgo: 64,
    checks: month,
  },
  {
    ...hubspot('service'),
    identifier: 'hubspot-service',
    name: 'Service portal',
    environment: 'production',
    state: 'passed',
    account: 'northwind-service.example',
    createdDaysAgo: 20,
    checks: { count: 20 },
  },
  {
    ...api('/v1/me'),
    identifier: 'rest-carrier-rates',
    name: 'Carrier rates',
    environment: 'production',
    state: 'passed',
    createdDaysAgo: 71,
    checks: { ...month, failed: [20] },
  },
  {
    ...api('/status'),
    identifier: 'rest-warehouse-robot',
    name: 'Warehouse robot',
    environment: 'staging',
    state: 'unreadable',
    trouble: [
      'UNREADABLE',
      'The stored secret cannot be read: its seal does not hold.',
      'Replace the secret, or restore the database from a backup.',
    ],
    createdDaysAgo: 33,
    checks: month,
  },
  {
    ...api('/v1/me'),
    identifier: 'rest-partner-portal',
    name: 'Partner portal',
    environment: 'production',
    state: 'passed',
    createdDaysAgo: 150,
    checks: { count: 0 },
    deletedDaysAgo: 2,
  },
  {
    ...slack,
    identifier: 'slack-old-bot',
    name: 'Old announcements bot',
    environment: 'staging',
    state: 'passed',
    createdDaysAgo: 230,
    checks: { count: 0 },
    deletedDaysAgo: 12,
  },
  ...tokenCredentials,
];
