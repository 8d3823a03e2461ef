import type { ManifestSource } from '#lib/catalog/schema.ts';
import { bearer, refusedToken } from './oauth-words.ts';

/**
 * https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/oauth-2.0. The callback names
 * the company. A refresh token lives for 100 days, says so, and is replaced about once a day; the newest must be kept:
 * https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/faq
 */
export const quickbooks: ManifestSource = {
  id: 'quickbooks',
  name: 'QuickBooks Online',
  category: 'Accounting',
  description: 'Invoices, customers, payments and accounts of a company.',
  helpUrl: 'https://developer.intuit.com/app/developer/qbo/docs/get-started',
  icon: { simpleIcon: 'siQuickbooks' },
  authMethods: [
    {
      type: 'oauth2',
      label: 'OAuth',
      fields: [
        {
          name: 'host',
          label: 'Company',
          kind: 'select',
          default: 'quickbooks.api.intuit.com',
          options: [
            { value: 'quickbooks.api.intuit.com', label: 'Production' },
            { value: 'sandbox-quickbooks.api.intuit.com', label: 'Sandbox' },
          ],
          pattern: '^(?:sandbox-)?quickbooks\\.api\\.intuit\\.com$',
          patternMessage: 'This is not a host of QuickBooks.',
          hint: 'Development keys of an OAuth app reach sandbox companies only.',
        },
        {
          name: 'realmId',
          label: 'Company ID',
          kind: 'text',
          pattern: '^\\d{5,30}$',
          patternMessage: 'The ID of a company is a number.',
          hint: 'Intuit says it at the sign-in (realmId).',
        },
      ],
      audience: { from: 'template', destinations: ['https://{host}:443'] },
      verify: {
        kind: 'http',
        method: 'GET',
        url: 'https://{host}/v3/company/{realmId}/companyinfo/{realmId}',
        placements: bearer,
        headers: { Accept: 'application/json' },
        success: [{ status: [200] }],
        account: ['{/CompanyInfo/CompanyName}'],
        failures: [
          refusedToken('QuickBooks Online'),
          {
            status: [403],
            code: 'wrong_company',
            message: 'QuickBooks Online does not let this access token read company {realmId}.',
            fix: 'Check whether it is a sandbox company, and connect with a user who administers it.',
            field: 'host',
          },
        ],
      },
      oauth: {
        authorizationUrl: 'https://appcenter.intuit.com/connect/oauth2',
        tokenUrl: 'https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer',
        revocationUrl: 'https://developer.api.intuit.com/v2/oauth2/tokens/revoke',
        revoke: { body: 'json', auth: 'basic' },
        clientAuth: 'client_secret_basic',
        pkce: false,
        scopes: { default: ['com.intuit.quickbooks.accounting'] },
        lifeSeconds: 3_600,
        refresh: { rotates: true, graceSeconds: 0, lifeDays: 100 },
        fromCallback: { realmId: 'realmId' },
        helpUrl: 'https://developer.intuit.com/app/developer/dashboard',
        redirectHint:
          'At Intuit: My Hub, App dashboard, the app, Settings, Redirect URIs. Production takes https only.',
      },
    },
  ],
};
