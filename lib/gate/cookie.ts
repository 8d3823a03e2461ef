import { isSecure } from './origin.ts';

/** `__Host-` binds the cookie to this host and to https; over loopback http browsers would refuse it. */
const named = (name: string): string => (isSecure() ? `__Host-${name}` : name);

export const cookieName = (): string => named('keyhaven');

/** Not beginning with the other name: the library takes every cookie that does for a piece of the session. */
export const helperCookieName = (what: 'csrf' | 'callback' | 'state' | 'nonce' | 'pkce'): string =>
  named(`${what}-keyhaven`);

export const cookieOptions = () => ({
  httpOnly: true,
  sameSite: 'lax' as const,
  path: '/',
  secure: isSecure(),
});
