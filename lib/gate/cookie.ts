import { isSecure } from './origin.ts';

/** `__Host-` binds the cookie to this host and to https; over loopback http browsers would refuse it. */
const named = (name: string): string => (isSecure() ? `__Host-${name}` : name);

export const cookieName = (): string => named('keyhaven');

export const helperCookieName = (what: 'csrf' | 'callback' | 'state' | 'nonce' | 'pkce'): string =>
  named(`keyhaven-${what}`);

export const cookieOptions = () => ({
  httpOnly: true,
  sameSite: 'lax' as const,
  path: '/',
  secure: isSecure(),
});
