import type { ManifestSource } from '#lib/catalog/schema.ts';

/** https://airtable.com/developers/web/api/get-user-id-scopes needs no scope; the e-mail needs user.email:read. */
export const airtable: ManifestSource = {
  id: 'airtable',
  name: 'Airtable',
  category: 'Productivity',
  description: 'Bases, tables and records.',
  helpUrl: 'https://airtable.com/developers/web/api/authentication',
  icon: { simpleIcon: 'siAirtable' },
  authMethods: [
    {
      type: 'bearer',
      label: 'Personal access token',
      fields: [
        {
          name: 'token',
          label: 'Personal access token',
          kind: 'secret',
          secret: true,
          pattern: '^(?!key[A-Za-z0-9]{14}$)(?!pat[A-Za-z0-9]{14}$)',
          patternMessage:
            'This is an old API key (key…), which Airtable switched off in 2024, or only the ID of a token: a token goes on behind the dot.',
          hint: 'It begins with pat and has a dot in it. It reaches only the bases it was given.',
          help: {
            text: 'In Airtable: your picture, Builder hub, Personal access tokens. A token is shown once, when it is made.',
            url: 'https://airtable.com/create/tokens',
          },
        },
      ],
      audience: { from: 'fixed', destinations: ['https://api.airtable.com:443'] },
      verify: {
        kind: 'http',
        method: 'GET',
        url: 'https://api.airtable.com/v0/meta/whoami',
        placements: [{ in: 'bearer', token: '{token}' }],
        success: [{ status: [200] }],
        account: ['{/email}', '{/id}'],
        failures: [
          {
            status: [401],
            code: 'unauthorized',
            message: 'Airtable did not accept the personal access token.',
            fix: 'It is mistyped, was regenerated or deleted. Make a new one in the Builder hub and paste it whole.',
            field: 'token',
          },
          {
            status: [403],
            code: 'forbidden',
            message: 'Airtable knows the personal access token, but does not let it in.',
            fix: 'Ask an administrator of the Airtable organization whether it allows personal access tokens.',
            field: 'token',
          },
          {
            status: [429],
            where: { pointer: '/errors/0/error', is: ['PUBLIC_API_BILLING_LIMIT_EXCEEDED'] },
            code: 'rate_limited',
            message: 'Airtable has answered all the requests that its plan has in a month.',
            fix: 'Nothing says that the token is wrong. Wait for the next month, or ask the owner of the Airtable workspace for a larger plan.',
          },
        ],
      },
    },
  ],
};
