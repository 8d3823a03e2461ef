import type { ManifestSource } from '#lib/catalog/schema.ts';
import { bearer, expiredToken, refusedToken } from './oauth-words.ts';

/**
 * https://developer.xero.com/documentation/guides/oauth2/auth-flow. Access tokens live for 30 minutes. A refresh token lives
 * for 60 days, works once, and for 30 minutes more where its answer was lost: https://developer.xero.com/faq/oauth2
 */
export const xero: ManifestSource = {
  id: 'xero',
  name: 'Xero',
  category: 'Accounting',
  description: 'Invoices, contacts and bank transactions of an organisation.',
  helpUrl: 'https://developer.xero.com/documentation/api/accounting/overview',
  icon: { simpleIcon: 'siXero' },
  authMethods: [
    {
      type: 'oauth2',
      label: 'OAuth',
      fields: [],
      audience: { from: 'fixed', destinations: ['https://api.xero.com:443'] },
      verify: {
        kind: 'http',
        method: 'GET',
        url: 'https://api.xero.com/connections',
        placements: bearer,
        headers: { Accept: 'application/json' },
        success: [{ status: [200] }],
        account: ['{/0/tenantName}'],
        failures: [
          expiredToken('Xero', { status: [401], where: { pointer: '/Detail', contains: 'TokenExpired' } }),
          refusedToken('Xero'),
        ],
      },
      oauth: {
        issuer: 'https://identity.xero.com',
        authorizationUrl: 'https://login.xero.com/identity/connect/authorize',
        tokenUrl: 'https://identity.xero.com/connect/token',
        // https://developer.xero.com/documentation/guides/oauth2/auth-flow#revoking-tokens
        revocationUrl: 'https://identity.xero.com/connect/revocation',
        grants: ['authorization_code', 'client_credentials'],
        clientAuth: 'client_secret_basic',
        pkce: false,
        scopes: { default: ['openid', 'profile', 'email'], required: ['offline_access'] },
        lifeSeconds: 1_800,
        refresh: { rotates: true, graceSeconds: 1_800, lifeDays: 60 },
        helpUrl: 'https://developer.xero.com/app/manage',
        redirectHint: 'At Xero: My Apps, the app, Configuration, Redirect URIs.',
      },
    },
  ],
};
