import type { ManifestSource } from '#lib/catalog/schema.ts';
import { hubspotOauth } from './hubspot-oauth.ts';

/**
 * https://developers.hubspot.com/docs/api-reference/legacy/account/account-information/get-account-details. A key that
 * may not read the account gets 403 with MISSING_SCOPES: HubSpot knew it, so it is proved.
 */
export const hubspot: ManifestSource = {
  id: 'hubspot',
  name: 'HubSpot',
  category: 'CRM',
  description: 'Contacts, companies, deals and tickets.',
  helpUrl: 'https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/overview',
  icon: { simpleIcon: 'siHubspot' },
  authMethods: [
    {
      type: 'bearer',
      label: 'Service key or private app token',
      fields: [
        {
          name: 'token',
          label: 'Key or token',
          kind: 'secret',
          secret: true,
          hint: 'A service key, or the access token of a private app, which begins with pat-.',
          help: {
            text: 'In HubSpot: Development, Keys, Service keys, the key, Show. For an older private app: Development, Legacy apps, the app, Auth.',
            url: 'https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/account-service-keys',
          },
        },
      ],
      audience: { from: 'fixed', destinations: ['https://api.hubapi.com:443'] },
      verify: {
        kind: 'http',
        method: 'GET',
        url: 'https://api.hubapi.com/account-info/v3/details',
        placements: [{ in: 'bearer', token: '{token}' }],
        headers: { Accept: 'application/json' },
        success: [
          { status: [200] },
          {
            status: [403],
            where: { pointer: '/category', is: ['MISSING_SCOPES'] },
            message: 'HubSpot accepted the key; its scopes do not let it read the account itself.',
          },
        ],
        account: ['{/portalName}', 'account {/portalId}'],
        failures: [
          {
            where: { pointer: '/category', is: ['EXPIRED_AUTHENTICATION'] },
            code: 'expired',
            message: 'HubSpot says that the token has expired.',
            fix: 'Tokens from an OAuth sign-in live for 30 minutes. Use a service key or the access token of a private app.',
            field: 'token',
          },
          {
            status: [401],
            code: 'unauthorized',
            message: 'HubSpot did not accept the key.',
            fix: 'It is mistyped, was rotated, or its app was deleted. Show it again in HubSpot under Development, and paste it whole.',
            field: 'token',
          },
          {
            status: [429],
            where: { pointer: '/policyName', is: ['DAILY'] },
            code: 'rate_limited',
            message: 'HubSpot has answered all the requests it answers this account in a day.',
            fix: 'Nothing says that the key is wrong. Try again after midnight in the time zone of the HubSpot account.',
          },
        ],
      },
    },
    hubspotOauth,
  ],
};
