import type { ManifestSource } from '#lib/catalog/schema.ts';
import { baseUrlField, testPathField } from './rest-fields.ts';

type MethodSource = ManifestSource['authMethods'][number];
type FieldSource = MethodSource['fields'][number];
type PlacementSource = Extract<MethodSource['verify'], { kind: 'http' }>['placements'][number];

/** The name of a header that is not the connection's own business, in any spelling of case. */
const ownedByHttp = [
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'keep-alive',
  'upgrade',
  'expect',
  'te',
];
const inAnyCase = (word: string): string => word.replaceAll(/[a-z]/g, (letter) => `[${letter.toUpperCase()}${letter}]`);
const headerName = `^(?!(?:${ownedByHttp.map(inAnyCase).join('|')})$)[A-Za-z0-9!#$%&'*+.^_\`|~\\-]+$`;

const method = (
  type: MethodSource['type'],
  label: string,
  fields: readonly FieldSource[],
  placements: PlacementSource[],
): MethodSource => ({
  type,
  label,
  fields: [baseUrlField, ...fields, testPathField],
  audience: { from: 'url', field: 'baseUrl' },
  verify: {
    kind: 'http',
    method: 'GET',
    url: '{+baseUrl}{+testPath}',
    needs: { field: 'testPath', reason: 'No test path is given, so there is nothing to ask this API.' },
    placements,
    headers: { Accept: 'application/json, */*;q=0.5', 'User-Agent': 'Keyhaven' },
    expects: 'text',
  },
});

/** Any API over HTTPS that takes a key, a user with password, or a bearer token. */
export const rest: ManifestSource = {
  id: 'rest',
  name: 'REST API',
  category: 'Generic',
  description: 'Any HTTP API that takes a key, a password or a token.',
  icon: { monogram: 'Re' },
  authMethods: [
    method(
      'api_key',
      'API key',
      [
        {
          name: 'placement',
          label: 'Sent as',
          kind: 'select',
          default: 'header',
          options: [
            { value: 'header', label: 'Header' },
            { value: 'query', label: 'Query parameter' },
          ],
        },
        {
          name: 'headerName',
          label: 'Header',
          kind: 'text',
          default: 'X-API-Key',
          pairWith: 'placement',
          when: { field: 'placement', is: ['header'] },
          pattern: headerName,
          patternMessage: 'A header that may be set: letters, digits and dashes, for example X-API-Key.',
          charactersMax: 100,
        },
        {
          name: 'queryName',
          label: 'Parameter',
          kind: 'text',
          default: 'api_key',
          pairWith: 'placement',
          when: { field: 'placement', is: ['query'] },
          hint: 'Addresses end up in logs of other servers. Prefer a header where the API allows it.',
          charactersMax: 100,
        },
        {
          name: 'apiKey',
          label: 'API key',
          kind: 'secret',
          secret: true,
          paste: 'key',
          hint: 'As the API wants it, with a word such as Token in front where it asks for one.',
        },
      ],
      [
        { in: 'header', name: '{headerName}', value: '{apiKey}', when: { field: 'placement', is: ['header'] } },
        { in: 'query', name: '{queryName}', value: '{apiKey}', when: { field: 'placement', is: ['query'] } },
      ],
    ),
    method(
      'bearer',
      'Bearer token',
      [{ name: 'token', label: 'Token', kind: 'secret', secret: true, hint: 'Without the word Bearer in front.' }],
      [{ in: 'bearer', token: '{token}' }],
    ),
    method(
      'basic',
      'User and password',
      [
        {
          name: 'username',
          label: 'User',
          kind: 'text',
          pattern: '^[^:]+$',
          patternMessage: 'A user name for HTTP has no colon in it.',
        },
        { name: 'password', label: 'Password', kind: 'secret', secret: true, paste: 'exact', pairWith: 'username' },
      ],
      [{ in: 'basic', username: '{username}', password: '{password}' }],
    ),
  ],
};
