import type { ManifestSource } from '#lib/catalog/schema.ts';
import { baseUrlField, testPathField } from './rest-fields.ts';

type FieldSource = NonNullable<ManifestSource['authMethods'][number]['oauth']>['appFields'];
type AppField = NonNullable<FieldSource>[number];

const endpoint = (name: string, label: string, placeholder: string, more: Partial<AppField> = {}): AppField => ({
  name,
  label,
  kind: 'url',
  exactPath: true,
  placeholder,
  ...more,
});

/** Any API behind an authorization server of its own: RFC 6749, and OpenID Connect where an issuer is named. */
export const oauth2: ManifestSource = {
  id: 'oauth2',
  name: 'OAuth 2.0 API',
  category: 'Generic',
  description: 'Any HTTP API that is signed in to with OAuth 2.0 or OpenID Connect.',
  icon: { monogram: 'Oa' },
  authMethods: [
    {
      type: 'oauth2',
      label: 'OAuth 2.0',
      fields: [baseUrlField, testPathField],
      audience: { from: 'url', field: 'baseUrl' },
      verify: {
        kind: 'http',
        method: 'GET',
        url: '{+baseUrl}{+testPath}',
        needs: { field: 'testPath', reason: 'No test path is given, so there is nothing to ask this API.' },
        placements: [{ in: 'bearer', token: '{accessToken}' }],
        headers: { Accept: 'application/json, */*;q=0.5', 'User-Agent': 'Keyhaven' },
        expects: 'text',
        account: ['{/email}', '{/name}', '{/login}', '{/username}', '{/sub}'],
      },
      oauth: {
        appFields: [
          endpoint('issuer', 'Issuer', 'https://login.example.com', {
            required: false,
            hint: 'Of a server with a discovery document: its endpoints are read from there, and its answers are checked against it.',
          }),
          endpoint('authorizationUrl', 'Authorization endpoint', 'https://login.example.com/oauth2/authorize', {
            required: false,
            hint: 'Where people sign in. Not needed where only client credentials or passwords are used.',
          }),
          endpoint('tokenUrl', 'Token endpoint', 'https://login.example.com/oauth2/token', {
            hint: 'The client secret and refresh tokens are sent here.',
          }),
          endpoint('revocationUrl', 'Revocation endpoint', 'https://login.example.com/oauth2/revoke', {
            required: false,
            hint: 'Where a token is taken back (RFC 7009).',
          }),
          {
            name: 'clientAuth',
            label: 'Client secret is sent',
            kind: 'select',
            default: 'client_secret_basic',
            options: [
              { value: 'client_secret_basic', label: 'In a header (Basic)' },
              { value: 'client_secret_post', label: 'In the body (POST)' },
            ],
          },
        ],
        issuer: '{+issuer}',
        authorizationUrl: '{+authorizationUrl}',
        tokenUrl: '{+tokenUrl}',
        revocationUrl: '{+revocationUrl}',
        grants: ['authorization_code', 'client_credentials', 'password'],
        clientAuth: { field: 'clientAuth' },
      },
    },
  ],
};
