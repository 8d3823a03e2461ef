import { bearer, refusedToken, type MethodSource } from './oauth-words.ts';

/**
 * https://mailchimp.com/developer/marketing/guides/access-user-data-oauth-2/. Tokens have no end and are not refreshed. The
 * answer does not say in which data centre the account is.
 */
export const mailchimpOauth: MethodSource = {
  type: 'oauth2',
  label: 'OAuth',
  fields: [
    {
      name: 'dc',
      label: 'Data centre',
      kind: 'text',
      placeholder: 'us19',
      hint: 'The first part of the address of Mailchimp when you are signed in, for example us19.',
      pattern: '^[a-z]{2,4}[0-9]{1,4}$',
      patternMessage: 'A data centre is letters and a number, for example us19.',
      charactersMax: 8,
    },
  ],
  audience: { from: 'template', destinations: ['https://{dc}.api.mailchimp.com:443'] },
  verify: {
    kind: 'http',
    method: 'GET',
    url: 'https://{dc}.api.mailchimp.com/3.0/?fields=account_name',
    placements: bearer,
    success: [{ status: [200] }],
    account: ['{/account_name}'],
    failures: [
      {
        where: { pointer: '/detail', contains: 'linked to a different data' },
        code: 'wrong_data_centre',
        message: 'Mailchimp keeps this account in another data centre than {dc}.',
        fix: 'Type the data centre that the address of Mailchimp begins with when you are signed in.',
        field: 'dc',
      },
      refusedToken('Mailchimp'),
    ],
  },
  oauth: {
    authorizationUrl: 'https://login.mailchimp.com/oauth2/authorize',
    tokenUrl: 'https://login.mailchimp.com/oauth2/token',
    clientAuth: 'client_secret_post',
    pkce: false,
    lifeSeconds: null,
    refresh: { rotates: false },
    helpUrl: 'https://admin.mailchimp.com/account/oauth2/',
    redirectHint: 'In Mailchimp: your profile, Extras, Registered apps, the app, Redirect URI.',
  },
};
