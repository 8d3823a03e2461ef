import type { ManifestSource } from '#lib/catalog/schema.ts';
import { bearer, expiredToken, refusedToken } from './oauth-words.ts';

/**
 * https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-auth-code-flow. Each refresh gives a new refresh token
 * that lives for 90 days; the old one is not revoked by it: https://learn.microsoft.com/en-us/entra/identity-platform/refresh-tokens
 */
export const microsoft: ManifestSource = {
  id: 'microsoft',
  name: 'Microsoft 365',
  category: 'Productivity',
  description: 'Outlook, Teams, OneDrive and SharePoint through Microsoft Graph.',
  helpUrl: 'https://learn.microsoft.com/en-us/graph/permissions-reference',
  icon: { monogram: 'Mi' },
  authMethods: [
    {
      type: 'oauth2',
      label: 'OAuth',
      fields: [],
      audience: { from: 'fixed', destinations: ['https://graph.microsoft.com:443'] },
      verify: {
        kind: 'http',
        method: 'GET',
        url: 'https://graph.microsoft.com/v1.0/me',
        placements: bearer,
        headers: { Accept: 'application/json' },
        success: [
          { status: [200] },
          {
            status: [400],
            where: { pointer: '/error/message', contains: 'delegated authentication' },
            message: 'Microsoft 365 accepted the access token; it belongs to the app itself and to no person.',
          },
          {
            status: [403],
            where: { pointer: '/error/code', is: ['Authorization_RequestDenied'] },
            message: 'Microsoft 365 accepted the access token; its scopes do not let it read whose it is.',
          },
        ],
        account: ['{/userPrincipalName}', '{/mail}', '{/displayName}'],
        failures: [
          expiredToken('Microsoft 365', { status: [401], where: { pointer: '/error/message', contains: 'expired' } }),
          refusedToken('Microsoft 365'),
        ],
      },
      oauth: {
        appFields: [
          {
            name: 'directory',
            label: 'Directory (tenant) ID',
            kind: 'text',
            default: 'common',
            pattern: '^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,98}[A-Za-z0-9])?$',
            patternMessage: 'An ID, a domain, or one of common, organizations, consumers.',
            hint: 'common: any work, school or personal account. For client credentials: the ID of one directory.',
          },
        ],
        authorizationUrl: 'https://login.microsoftonline.com/{directory}/oauth2/v2.0/authorize',
        tokenUrl: 'https://login.microsoftonline.com/{directory}/oauth2/v2.0/token',
        grants: ['authorization_code', 'client_credentials'],
        clientAuth: 'client_secret_post',
        scopes: { default: ['User.Read'], required: ['offline_access'] },
        lifeSeconds: 3_600,
        refresh: { rotates: false, lifeDays: 90 },
        helpUrl: 'https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade',
        redirectHint: 'In Microsoft Entra: App registrations, the app, Authentication, Web, Redirect URIs.',
      },
    },
  ],
};
