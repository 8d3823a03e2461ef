import type { ManifestSource } from '#lib/catalog/schema.ts';
import { mailchimpOauth } from './mailchimp-oauth.ts';

/** https://mailchimp.com/developer/marketing/api/root/. Any user name, the key as the password. */
export const mailchimp: ManifestSource = {
  id: 'mailchimp',
  name: 'Mailchimp',
  category: 'Marketing',
  description: 'Audiences, campaigns and automations.',
  helpUrl: 'https://mailchimp.com/developer/marketing/docs/fundamentals/',
  icon: { simpleIcon: 'siMailchimp' },
  authMethods: [
    {
      type: 'api_key',
      label: 'API key',
      fields: [
        {
          name: 'apiKey',
          label: 'API key',
          kind: 'secret',
          secret: true,
          hint: 'It ends with a dash and the data centre, for example -us19.',
          help: {
            text: 'In Mailchimp: your profile, Extras, API keys. A key is shown once, when it is made.',
            url: 'https://admin.mailchimp.com/account/api/',
          },
        },
        {
          name: 'dc',
          label: 'Data centre',
          kind: 'text',
          placeholder: 'us19',
          hint: 'Left empty, it is read from the end of the API key.',
          pattern: '^[a-z]{2,4}[0-9]{1,4}$',
          patternMessage: 'A data centre is letters and a number, for example us19.',
          charactersMax: 8,
        },
      ],
      audience: { from: 'template', destinations: ['https://{dc}.api.mailchimp.com:443'] },
      derive: [
        {
          field: 'dc',
          from: 'apiKey',
          afterLast: '-',
          message:
            'The API key does not end with a data centre such as -us19. Paste it whole, or type the data centre.',
        },
      ],
      verify: {
        kind: 'http',
        method: 'GET',
        url: 'https://{dc}.api.mailchimp.com/3.0/?fields=account_name',
        placements: [{ in: 'basic', username: 'keyhaven', password: '{apiKey}' }],
        success: [{ status: [200] }],
        account: ['{/account_name}'],
        failures: [
          {
            where: { pointer: '/detail', contains: 'linked to a different data' },
            code: 'wrong_data_centre',
            message: 'Mailchimp keeps this account in another data centre than {dc}.',
            fix: 'Empty the data centre, so that it is read from the API key.',
            field: 'dc',
          },
          {
            status: [403],
            where: { pointer: '/detail', contains: 'disabled' },
            code: 'account_disabled',
            message: 'Mailchimp says that this account is deactivated.',
            fix: 'Ask the owner of the Mailchimp account to activate it again.',
          },
          {
            status: [401],
            code: 'unauthorized',
            message: 'Mailchimp did not accept the API key.',
            fix: 'Copy it again from Extras, API keys, and paste it whole, with the data centre at its end.',
            field: 'apiKey',
          },
        ],
      },
    },
    mailchimpOauth,
  ],
};
