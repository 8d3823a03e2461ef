import type { ErrorCode } from '#lib/errors.ts';

export type SignInOutcome =
  | { ok: true }
  | { ok: false; code: Extract<ErrorCode, 'PASSWORD_WRONG' | 'TOO_MANY_ATTEMPTS' | 'BUSY'>; message: string };

const wrong = 'That e-mail and password do not belong together.';
const unreachable = 'The server could not be reached. Try again in a moment.';

async function csrfToken(): Promise<string> {
  const response = await fetch('/api/auth/csrf', { cache: 'no-store' });
  const body: unknown = await response.json();
  if (typeof body !== 'object' || body === null || !('csrfToken' in body)) throw new Error('No token.');
  return String(body.csrfToken);
}

async function post(path: string, fields: Record<string, string>): Promise<URLSearchParams> {
  const response = await fetch(`/api/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...fields, csrfToken: await csrfToken(), json: 'true' }),
  });
  const body: unknown = await response.json();
  if (typeof body !== 'object' || body === null) throw new Error('No answer.');
  if ('code' in body) return new URLSearchParams({ error: String(body.code) });
  return 'url' in body
    ? new URL(String(body.url), location.origin).searchParams
    : new URLSearchParams({ error: 'BUSY' });
}

function waitWords(seconds: number): string {
  const minutes = Math.max(1, Math.ceil(seconds / 60));
  return minutes === 1 ? 'a minute' : `${minutes} minutes`;
}

/** The server's answer in words. It does not say whether there is such a person. */
function outcomeOf(params: URLSearchParams): SignInOutcome {
  const error = params.get('error');
  if (!error && !params.has('csrf')) return { ok: true };
  if (error === 'CredentialsSignin') return { ok: false, code: 'PASSWORD_WRONG', message: wrong };
  const [code, seconds = ''] = (error ?? '').split(':');
  if (code === 'TOO_MANY_ATTEMPTS') {
    const message = `Too many tries. Try again in ${waitWords(Number(seconds) || 0)}.`;
    return { ok: false, code, message };
  }
  if (code === 'INPUT_INVALID') return { ok: false, code: 'PASSWORD_WRONG', message: wrong };
  return { ok: false, code: 'BUSY', message: 'Signing in did not work just now. Try again in a moment.' };
}

export async function signIn(email: string, password: string): Promise<SignInOutcome> {
  try {
    return outcomeOf(await post('callback/credentials', { email, password }));
  } catch {
    return { ok: false, code: 'BUSY', message: unreachable };
  }
}

/** The server forgets the session; whatever happens the page is left. `next` is a path of this dashboard. */
export async function signOut(next = '/sign-in'): Promise<void> {
  try {
    await post('signout', {});
  } finally {
    location.assign(next);
  }
}
