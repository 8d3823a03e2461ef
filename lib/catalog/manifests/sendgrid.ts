import type { ManifestSource } from '#lib/catalog/schema.ts';

/**
 * https://www.twilio.com/docs/sendgrid/api-reference/api-key-permissions: the scopes of the key itself, which a key that
 * may only send is told too. The answer has no name in it.
 */
export const sendgrid: ManifestSource = {
  id: 'sendgrid',
  name: 'SendGrid',
  category: 'Email',
  description: 'Transactional e-mail and marketing campaigns.',
  helpUrl: 'https://www.twilio.com/docs/sendgrid/for-developers/sending-email/authentication',
  icon: { monogram: 'Se' },
  authMethods: [
    {
      type: 'api_key',
      label: 'API key',
      fields: [
        {
          name: 'host',
          label: 'Region',
          kind: 'select',
          default: 'api.sendgrid.com',
          options: [
            { value: 'api.sendgrid.com', label: 'Global' },
            { value: 'api.eu.sendgrid.com', label: 'European Union' },
          ],
          pattern: '^api\\.(?:eu\\.)?sendgrid\\.com$',
          patternMessage: 'This is not a region of SendGrid.',
          hint: 'European Union only for a key of a subuser that was made in the EU region.',
        },
        {
          name: 'apiKey',
          label: 'API key',
          kind: 'secret',
          secret: true,
          hint: 'It begins with SG. and has two dots in it. A restricted key that may only send is enough for sending.',
          help: {
            text: 'In SendGrid: Settings, API Keys. A key is shown once, when it is made; the API key ID in the list is not the key.',
            url: 'https://app.sendgrid.com/settings/api_keys',
          },
        },
      ],
      audience: { from: 'template', destinations: ['https://{host}:443'] },
      verify: {
        kind: 'http',
        method: 'GET',
        url: 'https://{host}/v3/scopes',
        placements: [{ in: 'bearer', token: '{apiKey}' }],
        success: [
          { status: [200] },
          {
            status: [403],
            where: { pointer: '/errors/0/message', contains: 'access forbidden' },
            message: 'SendGrid accepted the API key; it is restricted and may not read its own scopes.',
          },
        ],
        failures: [
          {
            status: [401, 403],
            where: { pointer: '/errors/0/message', contains: 'whitelisted' },
            code: 'address_not_allowed',
            message: 'SendGrid does not let this server in: its IP address is not on the list.',
            fix: 'Add it in SendGrid under Settings, IP Access Management. Nothing says that the API key is wrong.',
          },
          {
            status: [401],
            code: 'unauthorized',
            message: 'SendGrid did not accept the API key.',
            fix: 'Make a new one under Settings, API Keys, and paste it whole. Keys of the EU region work only there, all others only in the global one.',
            field: 'apiKey',
          },
        ],
      },
    },
  ],
};
