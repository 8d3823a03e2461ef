import { afterEach, expect, test, vi } from 'vitest';
import { signIn } from './sign-in.ts';

afterEach(() => vi.unstubAllGlobals());

/** The two calls of signing in: the token of the page, then the try. */
function server(answer: unknown): { bodies: unknown[] } {
  const bodies: unknown[] = [];
  vi.stubGlobal('location', { origin: 'http://localhost:3000' });
  vi.stubGlobal('fetch', async (path: string, init: { body?: string }) => {
    if (path.endsWith('/csrf')) return Response.json({ csrfToken: 't' });
    bodies.push(JSON.parse(init.body ?? ''));
    if (answer instanceof Error) throw answer;
    return Response.json(answer);
  });
  return { bodies };
}

const url = (query: string) => ({ url: `http://localhost:3000/api/auth/error${query}` });

test('signs in with the token of the page', async () => {
  const { bodies } = server({ url: 'http://localhost:3000' });
  expect(await signIn('mara@example.com', 'secret')).toEqual({ ok: true });
  expect(bodies).toEqual([{ email: 'mara@example.com', password: 'secret', csrfToken: 't', json: 'true' }]);
});

test.each([
  ['a wrong password', url('?error=CredentialsSignin'), 'PASSWORD_WRONG', 'do not belong together'],
  ['something that cannot be one', url('?error=INPUT_INVALID'), 'PASSWORD_WRONG', 'do not belong together'],
  ['too many tries', url('?error=TOO_MANY_ATTEMPTS:700'), 'TOO_MANY_ATTEMPTS', 'Try again in 12 minutes.'],
  ['the end of a wait', url('?error=TOO_MANY_ATTEMPTS:4'), 'TOO_MANY_ATTEMPTS', 'Try again in a minute.'],
  ['a token that has run out', url('?csrf=true'), 'BUSY', 'Try again in a moment.'],
  ['a refusal of the door', { code: 'ORIGIN_REFUSED' }, 'BUSY', 'Try again in a moment.'],
  ['no answer', new TypeError('failed to fetch'), 'BUSY', 'could not be reached'],
  ['an answer that is none', null, 'BUSY', 'could not be reached'],
])('%s', async (_name, answer, code, words) => {
  server(answer);
  const outcome = await signIn('a@b', 'x');
  expect(outcome).toMatchObject({ ok: false, code, message: expect.stringContaining(words) });
});
