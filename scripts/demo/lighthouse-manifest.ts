import type { ManifestSource } from '#lib/catalog/schema.ts';

import { accessSeconds, lighthouseScopes } from './lighthouse-tokens.ts';

export const lighthouseId = 'lighthouse';

/** Lighthouse as an app of the operator's own: what is written to `components/lighthouse.json`. */
export const lighthouseManifest = (origin: string): ManifestSource => ({
  id: lighthouseId,
  name: 'Lighthouse',
  category: 'Support',
  description: `Tickets of customers. A made-up app that runs on this machine, at ${origin}.`,
  icon: { monogram: 'Li' },
  authMethods: [
    {
      type: 'api_key',
      label: 'API key',
      fields: [
        {
          name: 'baseUrl',
          label: 'Base URL',
          kind: 'url',
          default: origin,
          hint: 'The key is sent to this host only.',
        },
        {
          name: 'apiKey',
          label: 'API key',
          kind: 'secret',
          secret: true,
          hint: 'Keys of Lighthouse begin with lh_.',
          help: { text: `Open ${origin} and copy one: those that work and those that do not are listed there.` },
        },
      ],
      audience: { from: 'url', field: 'baseUrl' },
      verify: {
        kind: 'http',
        method: 'GET',
        url: '{+baseUrl}/v1/me',
        placements: [{ in: 'bearer', token: '{apiKey}' }],
        account: ['{/account/name}'],
        failures: [
          {
            where: { pointer: '/error/code', is: ['key_revoked'] },
            code: 'revoked',
            message: 'Lighthouse says that this key was revoked.',
            fix: `Make a new one in Lighthouse and paste it here. In this demo: copy one that works from ${origin}.`,
            field: 'apiKey',
          },
          {
            where: { pointer: '/error/code', is: ['missing_scope'] },
            code: 'forbidden',
            message: 'Lighthouse knows the key, but it may not read tickets.',
            fix: 'Give the key the scope for tickets in Lighthouse, or use another key.',
            field: 'apiKey',
          },
        ],
      },
    },
    {
      type: 'oauth2',
      label: 'OAuth',
      fields: [
        {
          name: 'baseUrl',
          label: 'Base URL',
          kind: 'url',
          default: origin,
          hint: 'Tokens are sent to this host only.',
        },
      ],
      audience: { from: 'url', field: 'baseUrl' },
      verify: {
        kind: 'http',
        method: 'GET',
        url: '{+baseUrl}/v1/me',
        placements: [{ in: 'bearer', token: '{accessToken}' }],
        account: ['{/account/name}'],
      },
      oauth: {
        appFields: (
          [
            ['authorizationUrl', 'Authorization endpoint', 'authorize'],
            ['tokenUrl', 'Token endpoint', 'token'],
            ['revocationUrl', 'Revocation endpoint', 'revoke'],
          ] as const
        ).map(([name, label, path]) => ({
          name,
          label,
          kind: 'url',
          exactPath: true,
          default: `${origin}/oauth/${path}`,
        })),
        authorizationUrl: '{+authorizationUrl}',
        tokenUrl: '{+tokenUrl}',
        revocationUrl: '{+revocationUrl}',
        clientAuth: 'client_secret_basic',
        scopes: { default: [...lighthouseScopes] },
        lifeSeconds: accessSeconds,
        redirectHint: `Lighthouse lets every program on this machine come back. Its client id and secret are listed on ${origin}.`,
      },
    },
  ],
});
