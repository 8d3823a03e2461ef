import { env } from '#lib/env.ts';
import { parseRange } from './address.ts';
import { isSecure } from './origin.ts';

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);

/**
 * Passwords and secrets never cross a network in clear. Throws a sentence for the operator when this program would
 * listen beyond this machine without TLS of its own or a proxy that ends TLS and is named.
 */
export function assertBindRules(): void {
  for (const range of env.trustedProxies) assertRange(range);
  if (Boolean(env.tlsCertFile) !== Boolean(env.tlsKeyFile)) {
    throw new Error('TLS_CERT_FILE and TLS_KEY_FILE belong together: set both, or neither.');
  }
  // Reads PUBLIC_URL, and says so when it is not an address.
  const secure = isSecure();
  if (isLoopback(env.bind)) return;
  if (!env.tlsCertFile && !env.isBehindTlsProxy) {
    throw new Error(
      `BIND=${env.bind} listens beyond this machine, and nothing encrypts that. Set TLS_CERT_FILE and TLS_KEY_FILE, ` +
        'or BEHIND_TLS_PROXY=1 with TRUSTED_PROXIES when a proxy ends TLS, or leave BIND away.',
    );
  }
  if (env.isBehindTlsProxy && env.trustedProxies.length === 0) {
    throw new Error('BEHIND_TLS_PROXY needs TRUSTED_PROXIES: the address or range the proxy connects from.');
  }
  if (!env.publicUrl || !secure) {
    throw new Error(`BIND=${env.bind} needs PUBLIC_URL=https://…, the address people will open.`);
  }
}

function assertRange(range: string): void {
  try {
    parseRange(range);
  } catch {
    throw new Error(`TRUSTED_PROXIES has "${range}", which is neither an address nor a range such as 10.0.0.0/8.`);
  }
}
