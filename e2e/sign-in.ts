import { z } from 'zod';
import { ask, fromOwnPage, type Answer } from './http.ts';

const csrf = z.object({ csrfToken: z.string() });

export interface Tried extends Answer {
  /** The session cookie that came with the answer. */
  readonly cookie: string | null;
}

const cookiesOf = (answer: Answer): string =>
  (answer.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ');

function sessionIn(answer: Answer): string | null {
  const line = (answer.headers['set-cookie'] ?? []).find((one) => one.startsWith('keyhaven='));
  return line?.slice('keyhaven='.length).split(';')[0] || null;
}

async function submit(path: string, fields: Record<string, string>, given: Submitted): Promise<Answer> {
  const { origin } = given;
  const first = await ask('/api/auth/csrf', { origin, headers: fromOwnPage(origin) });
  const { csrfToken } = csrf.parse(JSON.parse(first.text));
  const own = given.cookie ? `; keyhaven=${given.cookie}` : '';
  return ask(path, {
    method: 'POST',
    origin,
    headers: {
      ...fromOwnPage(origin),
      cookie: cookiesOf(first) + own,
      'content-type': 'application/x-www-form-urlencoded',
      ...given.headers,
    },
    body: new URLSearchParams({ csrfToken, json: 'true', ...fields }).toString(),
  });
}

interface Submitted {
  /** The session the browser has already. */
  readonly cookie?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Another product than the one the journeys walk through. */
  readonly origin?: string;
}

/** A try at the door itself, without the page before it. */
export async function tryPassword(email: string, password: string, given: Submitted = {}): Promise<Tried> {
  const answer = await submit('/api/auth/callback/credentials', { email, password }, given);
  return { ...answer, cookie: sessionIn(answer) };
}

export const signOut = (cookie: string): Promise<Answer> => submit('/api/auth/signout', {}, { cookie });
