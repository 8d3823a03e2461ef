import type { ManifestSource } from '#lib/catalog/schema.ts';
import { slackOauth } from './slack-oauth.ts';

const help = {
  text: 'In Slack: api.slack.com/apps, your app, OAuth & Permissions, after it is installed to the workspace.',
  url: 'https://api.slack.com/apps',
};

/** https://docs.slack.dev/reference/methods/auth.test answers 200 for good and bad tokens alike; `ok` tells. */
export const slack: ManifestSource = {
  id: 'slack',
  name: 'Slack',
  category: 'Messaging',
  description: 'Channels, messages and people of a Slack workspace.',
  helpUrl: 'https://docs.slack.dev/authentication/tokens',
  icon: { monogram: 'Sl' },
  authMethods: [
    {
      type: 'bearer',
      label: 'Bot or user token',
      fields: [
        {
          name: 'token',
          label: 'Token',
          kind: 'secret',
          secret: true,
          hint: 'A bot token begins with xoxb-, a user token with xoxp-.',
          help,
        },
      ],
      audience: { from: 'fixed', destinations: ['https://slack.com:443'] },
      verify: {
        kind: 'http',
        method: 'POST',
        url: 'https://slack.com/api/auth.test',
        placements: [{ in: 'bearer', token: '{token}' }],
        success: [{ status: [200], where: { pointer: '/ok', is: [true] } }],
        account: ['{/user} in {/team}', '{/team}'],
        failures: [
          {
            where: { pointer: '/error', is: ['invalid_auth', 'not_authed'] },
            code: 'unauthorized',
            message: 'Slack did not accept the token.',
            fix: 'Copy it again from OAuth & Permissions and paste it whole. If the app allows only some IP addresses, this server must be one of them.',
            field: 'token',
          },
          {
            where: { pointer: '/error', is: ['token_expired'] },
            code: 'expired',
            message: 'Slack says that the token has expired.',
            fix: 'Install the app to the workspace again and paste the new token.',
            field: 'token',
          },
          {
            where: { pointer: '/error', is: ['token_revoked', 'account_inactive'] },
            code: 'revoked',
            message: 'Slack says that the token was revoked.',
            fix: 'The app was removed, or its user or workspace was deactivated. Install the app again and paste the new token.',
            field: 'token',
          },
          {
            where: { pointer: '/error', is: ['not_allowed_token_type'] },
            code: 'wrong_token_kind',
            message: 'Slack does not take this kind of token here.',
            fix: 'Use the bot token (xoxb-) or a user token (xoxp-).',
            field: 'token',
          },
          {
            where: {
              pointer: '/error',
              is: ['access_denied', 'no_permission', 'missing_scope', 'org_login_required', 'ekm_access_denied'],
            },
            code: 'forbidden',
            message: 'Slack knows the token, but does not let it in.',
            fix: 'Ask an administrator of the Slack workspace to approve the app.',
          },
          {
            where: { pointer: '/error', is: ['ratelimited', 'accesslimited'] },
            code: 'rate_limited',
            message: 'Slack is limiting requests right now.',
            fix: 'Nothing says that the token is wrong. Try again in a minute.',
          },
          {
            where: {
              pointer: '/error',
              is: ['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'team_added_to_org'],
            },
            code: 'server_error',
            message: 'Slack has trouble of its own right now.',
            fix: 'Nothing says that the token is wrong. Try again in a few minutes.',
          },
        ],
      },
    },
    {
      type: 'custom',
      label: 'Incoming webhook',
      fields: [
        {
          name: 'webhookUrl',
          label: 'Webhook URL',
          kind: 'secret',
          secret: true,
          paste: 'key',
          pattern: '^https://hooks\\.slack\\.com/[A-Za-z0-9/_-]+$',
          patternMessage: 'A webhook URL of Slack begins with https://hooks.slack.com/.',
          hint: 'Whoever has this URL can post, so it is sealed like a password.',
          help: {
            text: 'In Slack: api.slack.com/apps, your app, Incoming Webhooks.',
            url: 'https://api.slack.com/apps',
          },
        },
      ],
      audience: { from: 'fixed', destinations: ['https://hooks.slack.com:443'] },
      verify: { kind: 'none', reason: 'Slack offers no way to check a webhook without posting a message.' },
    },
    slackOauth,
  ],
};
