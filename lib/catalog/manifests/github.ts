import type { ManifestSource } from '#lib/catalog/schema.ts';
import { githubOauth } from './github-oauth.ts';

/** https://docs.github.com/en/rest/users/users#get-the-authenticated-user */
export const github: ManifestSource = {
  id: 'github',
  name: 'GitHub',
  category: 'Development',
  description: 'Repositories, issues and pull requests.',
  helpUrl: 'https://docs.github.com/en/rest',
  icon: { simpleIcon: 'siGithub' },
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
          hint: 'Fine-grained or classic. It begins with github_pat_ or ghp_.',
          help: {
            text: 'In GitHub: your picture, Settings, Developer settings, Personal access tokens. A token is shown once, when it is made.',
            url: 'https://github.com/settings/tokens',
          },
        },
      ],
      audience: { from: 'fixed', destinations: ['https://api.github.com:443'] },
      verify: {
        kind: 'http',
        method: 'GET',
        url: 'https://api.github.com/user',
        placements: [{ in: 'bearer', token: '{token}' }],
        headers: {
          Accept: 'application/vnd.github+json',
          'X-GitHub-Api-Version': '2022-11-28',
          'User-Agent': 'Keyhaven',
        },
        success: [{ status: [200] }],
        account: ['{/login}'],
        failures: [
          {
            status: [401],
            code: 'unauthorized',
            message: 'GitHub did not accept the personal access token.',
            fix: 'It is mistyped, has expired or was revoked. Make a new one under Settings, Developer settings, and paste it whole.',
            field: 'token',
          },
          {
            status: [403, 429],
            where: { pointer: '/message', contains: 'rate limit' },
            code: 'rate_limited',
            message: 'GitHub is limiting requests right now.',
            fix: 'Nothing says that the token is wrong. Try again in an hour at the latest.',
          },
          {
            status: [403],
            where: { pointer: '/message', contains: 'not accessible by integration' },
            code: 'wrong_token_kind',
            message: 'GitHub knows this token, but it belongs to an app installation and not to a person.',
            fix: 'App installation tokens live for one hour. Use a personal access token instead.',
            field: 'token',
          },
        ],
      },
    },
    githubOauth,
  ],
};
