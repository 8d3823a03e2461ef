import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { testUser } from '../core/testing.ts';
import { ask } from '../testing.ts';

beforeAll(testDatabase);

let key: string;
beforeEach(async () => void (key = (await testUser(await testWorkspace(), 'account-1')).token));

const planted = 'planted-secret-0123456789';
const json = { 'content-type': 'application/json' };
const send = (body: object | string) => ask('POST', '/graphql', { key, body, headers: json });
const refused = { status: 400, body: { errors: [{ extensions: { code: 'INPUT_INVALID' } }] } };

describe('a client', () => {
  it.each([`${planted}{`, `{"query": ${planted}`, '[]', '7', 'null', '{"query": 7}', '{"query": "{viewer"}', '{}'])(
    'is told that it sent no query, and nothing of what it sent: %s',
    async (body) => {
      const answer = await send(body);
      expect(answer).toMatchObject(refused);
      expect(answer.text).not.toContain('planted');
    },
  );

  it('is told that its query is too long', async () => {
    expect(await send({ query: `{ viewer { ${'__typename '.repeat(2_100)} } }` })).toMatchObject(refused);
  });

  it.each(['crd_\u0000', '\u0000', 'nobody', '%'])('goes on from where a page ends, and not from %j', async (after) => {
    const query = 'query ($after: String) { viewer { authentications(after: $after) { edges { cursor } } } }';
    expect((await send({ query, variables: { after } })).body).toMatchObject({
      errors: [{ extensions: { code: 'INPUT_INVALID' } }],
    });
    expect((await send({ query, variables: { after: 'crd_0' } })).body).not.toHaveProperty('errors');
  });

  it('is not told the same hundreds of times for each of many', async () => {
    const again = (n: number) => {
      const fields = Array.from({ length: n }, (_, i) => `a${i}: customFields`).join(' ');
      return {
        query: `{ viewer { authentications { edges { node { ...f } } } } } fragment f on Authentication { ${fields} }`,
      };
    };
    expect((await send(again(31))).body).toMatchObject({ errors: [{ extensions: { code: 'TOO_LARGE' } }] });
    expect((await send(again(30))).body).not.toHaveProperty('errors');
  });
});
