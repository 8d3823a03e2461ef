import type { ManifestSource } from '#lib/catalog/schema.ts';
import { notionOauth } from './notion-oauth.ts';

/** https://developers.notion.com/reference/get-self answers whatever the integration may do. */
export const notion: ManifestSource = {
  id: 'notion',
  name: 'Notion',
  category: 'Productivity',
  description: 'Pages, databases and comments.',
  helpUrl: 'https://developers.notion.com/docs/authorization',
  icon: { simpleIcon: 'siNotion' },
  authMethods: [
    {
      type: 'bearer',
      label: 'Internal integration secret',
      fields: [
        {
          name: 'token',
          label: 'Integration secret',
          kind: 'secret',
          secret: true,
          hint: 'It begins with ntn_, an older one with secret_. It reaches only pages that were shared with the integration.',
          help: {
            text: 'In Notion: Settings, Connections, Develop or manage integrations, the integration, Internal integration secret.',
            url: 'https://www.notion.so/profile/integrations',
          },
        },
      ],
      audience: { from: 'fixed', destinations: ['https://api.notion.com:443'] },
      verify: {
        kind: 'http',
        method: 'GET',
        url: 'https://api.notion.com/v1/users/me',
        placements: [{ in: 'bearer', token: '{token}' }],
        headers: { 'Notion-Version': '2022-06-28' },
        success: [{ status: [200], where: { pointer: '/object', is: ['user'] } }],
        account: ['{/name} in {/bot/workspace_name}', '{/name}'],
        failures: [
          {
            status: [401],
            code: 'unauthorized',
            message: 'Notion did not accept the integration secret.',
            fix: 'It is mistyped, was refreshed, or its integration was deleted. Copy it again from the integration and paste it whole.',
            field: 'token',
          },
          {
            status: [403],
            where: { pointer: '/code', is: ['restricted_resource'] },
            code: 'forbidden',
            message: 'Notion knows the integration secret, but does not let it in.',
            fix: 'Ask an owner of the Notion workspace whether integrations are allowed there.',
          },
        ],
      },
    },
    notionOauth,
  ],
};
