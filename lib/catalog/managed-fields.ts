import { field, type Field } from './field-schema.ts';
import type { GrantType } from './oauth-schema.ts';

/** When something ends: ISO 8601, or `never`. */
const time = {
  kind: 'secret',
  secret: true,
  required: false,
  paste: 'key',
  pattern: '^(?:never|\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,9})?)?(?:Z|[+-]\\d\\d:\\d\\d))$',
  patternMessage: 'A time such as 2027-01-31T12:00:00Z, or the word never.',
} as const;

/**
 * What is kept of every OAuth grant, beside the fields of its component: filled by the product when somebody connects,
 * typed only where tokens are pasted or a person signs in with a password.
 */
export function managedFields(grants: readonly GrantType[]): readonly Field[] {
  const [first = 'authorization_code'] = grants;
  const login = { when: { field: 'grantType', is: ['password'] } };
  const sources: readonly Parameters<typeof field.parse>[0][] = [
    {
      name: 'grantType',
      label: 'Grant',
      kind: 'text',
      default: first,
      pattern: `^(?:${grants.join('|')})$`,
      patternMessage: `One of: ${grants.join(', ')}.`,
    },
    { name: 'clientId', label: 'Client id', kind: 'text', required: false },
    { name: 'scope', label: 'Scopes', kind: 'text', required: false, charactersMax: 8_000 },
    {
      name: 'accessToken',
      label: 'Access token',
      kind: 'secret',
      secret: true,
      hint: 'Sealed before it is stored. It is refreshed as long as a refresh token allows it.',
    },
    {
      name: 'refreshToken',
      label: 'Refresh token',
      kind: 'secret',
      secret: true,
      required: false,
      hint: 'Without it the credential ends with its access token.',
    },
    { ...time, name: 'expiresAt', label: 'Access token ends', hint: 'Empty: not known.' },
    { ...time, name: 'refreshExpiresAt', label: 'Refresh token ends', hint: 'Empty: not known.' },
    ...(grants.includes('password')
      ? ([
          { ...login, name: 'username', label: 'User', kind: 'text' },
          {
            ...login,
            name: 'password',
            label: 'Password',
            kind: 'secret',
            secret: true,
            paste: 'exact',
            pairWith: 'username',
          },
        ] as const)
      : []),
  ];
  return sources.map((source) => ({ ...field.parse(source), managed: true }));
}

/** Those of them that stand in a form where tokens exist already. */
export const pastedNames: readonly string[] = ['accessToken', 'refreshToken', 'expiresAt'];
/** Those of them that the password grant asks for. */
export const loginNames: readonly string[] = ['username', 'password'];
