import type { ManifestSource } from '#lib/catalog/schema.ts';
import { bearer, refusedToken } from './oauth-words.ts';

/**
 * https://developers.google.com/identity/protocols/oauth2/web-server. A refresh token comes only with offline access, and
 * again only after consent; it stays the same, and ends when nobody has used it for six months:
 * https://developers.google.com/identity/protocols/oauth2#expiration
 */
export const google: ManifestSource = {
  id: 'google',
  name: 'Google',
  category: 'Productivity',
  description: 'Gmail, Calendar, Drive, Sheets and other Google APIs.',
  helpUrl: 'https://developers.google.com/identity/protocols/oauth2/scopes',
  icon: { simpleIcon: 'siGoogle' },
  authMethods: [
    {
      type: 'oauth2',
      label: 'OAuth',
      fields: [],
      audience: {
        from: 'fixed',
        destinations: [
          'https://openidconnect.googleapis.com:443',
          'https://www.googleapis.com:443',
          'https://gmail.googleapis.com:443',
          'https://sheets.googleapis.com:443',
          'https://docs.googleapis.com:443',
          'https://slides.googleapis.com:443',
          'https://people.googleapis.com:443',
          'https://tasks.googleapis.com:443',
          'https://chat.googleapis.com:443',
          'https://admin.googleapis.com:443',
        ],
      },
      verify: {
        kind: 'http',
        method: 'GET',
        url: 'https://openidconnect.googleapis.com/v1/userinfo',
        placements: bearer,
        success: [{ status: [200] }],
        account: ['{/email}', '{/sub}'],
        failures: [refusedToken('Google')],
      },
      oauth: {
        issuer: 'https://accounts.google.com',
        authorizationUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
        tokenUrl: 'https://oauth2.googleapis.com/token',
        // https://developers.google.com/identity/protocols/oauth2/web-server#tokenrevoke
        revocationUrl: 'https://oauth2.googleapis.com/revoke',
        revoke: { auth: 'none' },
        clientAuth: 'client_secret_post',
        // Whose the token is can be asked with these two alone.
        scopes: { required: ['openid', 'email'] },
        authorizeParams: { access_type: 'offline', prompt: 'consent' },
        lifeSeconds: 3_600,
        refresh: { rotates: false, lifeDays: 183 },
        helpUrl: 'https://console.cloud.google.com/auth/clients',
        redirectHint: 'In Google Cloud: Google Auth Platform, Clients, the client, Authorized redirect URIs.',
      },
    },
  ],
};
