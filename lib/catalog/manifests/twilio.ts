import type { ManifestSource } from '#lib/catalog/schema.ts';

type MethodSource = ManifestSource['authMethods'][number];
type FieldSource = MethodSource['fields'][number];
type FailureSource = NonNullable<Extract<MethodSource['verify'], { kind: 'http' }>['failures']>[number];

const consoleUrl = 'https://console.twilio.com';

/** Regions share nothing: https://www.twilio.com/docs/global-infrastructure/manage-regional-api-credentials. */
const host: FieldSource = {
  name: 'host',
  label: 'Region',
  kind: 'select',
  default: 'api.twilio.com',
  options: [
    { value: 'api.twilio.com', label: 'United States (US1)' },
    { value: 'api.dublin.ie1.twilio.com', label: 'Ireland (IE1)' },
    { value: 'api.sydney.au1.twilio.com', label: 'Australia (AU1)' },
    { value: 'api.tokyo.jp1.twilio.com', label: 'Japan (JP1)' },
  ],
  pattern: '^api\\.(?:[a-z]+\\.[a-z]{2}1\\.)?twilio\\.com$',
  patternMessage: 'This is not a region of Twilio.',
  hint: 'Tokens and keys work only in the region they were made in. Most are in US1.',
};

const accountSid: FieldSource = {
  name: 'accountSid',
  label: 'Account SID',
  kind: 'text',
  placeholder: 'AC…',
  pattern: '^AC[0-9a-f]{32}$',
  patternMessage: 'An Account SID is AC and 32 digits or letters from a to f.',
  charactersMax: 34,
  help: { text: 'On the first page of the Twilio Console, under Account Info.', url: consoleUrl },
};

const suspended: FailureSource = {
  where: { pointer: '/status', is: ['suspended', 'closed'] },
  code: 'account_disabled',
  message: 'Twilio says that this account is suspended or closed.',
  fix: 'Its balance may be used up. Ask the owner of the Twilio account to add funds or to activate it again.',
};

const notActive: FailureSource = { ...suspended, where: { pointer: '/code', is: [20005, 10001, 90010] } };

const notFound: FailureSource = {
  status: [404],
  code: 'account_not_found',
  message: 'Twilio has no account {accountSid} in this region.',
  fix: 'Copy the Account SID again from the Twilio Console, and choose the region that the account is used in.',
  field: 'accountSid',
};

/** https://www.twilio.com/docs/iam/api/account; the answer has the auth token in it, so nothing else is read there. */
const byAuthToken: MethodSource = {
  type: 'basic',
  label: 'Auth token',
  fields: [
    host,
    accountSid,
    {
      name: 'authToken',
      label: 'Auth token',
      kind: 'secret',
      secret: true,
      hint: 'It may do everything in the account. An API key can be taken back by itself.',
      help: {
        text: 'On the first page of the Twilio Console, under Account Info, beside the Account SID.',
        url: consoleUrl,
      },
    },
  ],
  audience: { from: 'template', destinations: ['https://{host}:443'] },
  verify: {
    kind: 'http',
    method: 'GET',
    url: 'https://{host}/2010-04-01/Accounts/{accountSid}.json',
    placements: [{ in: 'basic', username: '{accountSid}', password: '{authToken}' }],
    success: [
      { status: [200] },
      {
        status: [403],
        where: { pointer: '/code', is: [20008] },
        message: 'Twilio accepted the auth token; it is the one for tests, with which nothing is sent.',
      },
    ],
    account: ['{/friendly_name}'],
    failures: [
      suspended,
      notActive,
      {
        status: [401],
        code: 'unauthorized',
        message: 'Twilio did not accept the Account SID with this auth token.',
        fix: 'Copy both again from the Twilio Console, as they stand there for this region: every region has an auth token of its own.',
        field: 'authToken',
      },
      notFound,
    ],
  },
};

/**
 * https://www.twilio.com/docs/iam/api-keys/keys-in-console: only Main keys may read the account, so calls are asked for,
 * which every region has. 70051 is said of keys without a permission, but of unknown ones too, so it proves nothing.
 */
const byApiKey: MethodSource = {
  type: 'api_key',
  label: 'API key',
  fields: [
    host,
    accountSid,
    {
      name: 'keySid',
      label: 'API key SID',
      kind: 'text',
      placeholder: 'SK…',
      pattern: '^SK[0-9a-f]{32}$',
      patternMessage: 'The SID of an API key is SK and 32 digits or letters from a to f.',
      charactersMax: 34,
    },
    {
      name: 'keySecret',
      label: 'API key secret',
      kind: 'secret',
      secret: true,
      hint: 'A restricted key needs the permission to list calls, or it cannot be checked.',
      help: {
        text: 'In the Twilio Console: Account management, API keys & tokens. The secret is shown once, when the key is made.',
        url: 'https://www.twilio.com/docs/iam/api-keys/keys-in-console',
      },
    },
  ],
  audience: { from: 'template', destinations: ['https://{host}:443'] },
  verify: {
    kind: 'http',
    method: 'GET',
    url: 'https://{host}/2010-04-01/Accounts/{accountSid}/Calls.json?PageSize=1',
    placements: [{ in: 'basic', username: '{keySid}', password: '{keySecret}' }],
    success: [{ status: [200] }],
    failures: [
      notActive,
      {
        where: { pointer: '/code', is: [70051] },
        code: 'forbidden',
        message: 'Twilio does not let this API key list calls in account {accountSid}.',
        fix: 'Give a restricted key the permission to list calls (Voice, Calls). Any other key was deleted or belongs to another account.',
        field: 'keySecret',
      },
      {
        status: [401],
        code: 'unauthorized',
        message: 'Twilio did not accept the API key.',
        fix: 'Check SID and secret of the key, that it was not deleted, and that it was made in this account and region.',
        field: 'keySecret',
      },
      notFound,
    ],
  },
};

export const twilio: ManifestSource = {
  id: 'twilio',
  name: 'Twilio',
  category: 'Messaging',
  description: 'Text messages, WhatsApp and voice calls.',
  helpUrl: 'https://www.twilio.com/docs/iam/api-keys',
  icon: { monogram: 'Tw' },
  authMethods: [byAuthToken, byApiKey],
};
