import type { ManifestSource } from '#lib/catalog/schema.ts';

/**
 * https://docs.stripe.com/api/accounts/retrieve. A restricted key without the right to read the account gets 403 with
 * a sentence about permissions: Stripe knew the key, so it is proved.
 */
export const stripe: ManifestSource = {
  id: 'stripe',
  name: 'Stripe',
  category: 'Payments',
  description: 'Payments, customers and subscriptions.',
  helpUrl: 'https://docs.stripe.com/keys',
  icon: { simpleIcon: 'siStripe' },
  authMethods: [
    {
      type: 'api_key',
      label: 'Secret or restricted key',
      fields: [
        {
          name: 'apiKey',
          label: 'API key',
          kind: 'secret',
          secret: true,
          pattern: '^(?!pk_)',
          patternMessage: 'This is a publishable key. Use a secret (sk_) or restricted (rk_) key.',
          hint: 'A restricted key (rk_) that may do only what your flows need is safest.',
          help: {
            text: 'In the Stripe Dashboard: Developers, API keys. Test and live keys are different.',
            url: 'https://dashboard.stripe.com/apikeys',
          },
        },
      ],
      audience: { from: 'fixed', destinations: ['https://api.stripe.com:443'] },
      verify: {
        kind: 'http',
        method: 'GET',
        url: 'https://api.stripe.com/v1/account',
        placements: [{ in: 'bearer', token: '{apiKey}' }],
        success: [
          { status: [200], where: { pointer: '/object', is: ['account'] } },
          {
            status: [403],
            where: { pointer: '/error/message', contains: 'does not have the required permissions' },
            message: 'Stripe accepted the API key; it is restricted and may not read the account itself.',
          },
        ],
        account: ['{/settings/dashboard/display_name}', '{/business_profile/name}', '{/id}'],
        failures: [
          {
            where: { pointer: '/error/code', is: ['api_key_expired', 'platform_api_key_expired'] },
            code: 'expired',
            message: 'Stripe says that the API key has expired.',
            fix: 'It was rolled or deleted. Copy the current key from Developers, API keys.',
            field: 'apiKey',
          },
          {
            where: { pointer: '/error/code', is: ['secret_key_required'] },
            code: 'wrong_token_kind',
            message: 'Stripe says that this is a publishable key.',
            fix: 'Use a secret (sk_) or restricted (rk_) key.',
            field: 'apiKey',
          },
          {
            status: [401],
            code: 'unauthorized',
            message: 'Stripe did not accept the API key.',
            fix: 'Copy it again from Developers, API keys, and paste it whole. Test and live keys are different.',
            field: 'apiKey',
          },
        ],
      },
    },
  ],
};
