import { clockTolerance, processAuthorizationCodeResponse } from 'oauth4webapi';
import { dayMs, secondMs } from '#lib/clock.ts';
import { clientOf, serverOf } from './server.ts';
import type { OauthClient, Provider } from './schema.ts';

/** It came straight from the provider, in answer to a code of ours: a clock that is off is no reason to refuse it. */
const toleranceSeconds = dayMs / secondMs;

/** Whether an ID token is from this issuer, for this client and this sign-in (OpenID Connect Core, 3.1.3.7). */
export async function isIdTokenFor(
  provider: Provider,
  client: OauthClient,
  idToken: string,
  nonce: string,
): Promise<boolean> {
  const body = { access_token: 'checked', token_type: 'bearer', id_token: idToken };
  const response = Response.json(body);
  try {
    await processAuthorizationCodeResponse(
      serverOf(provider),
      { ...clientOf(client), [clockTolerance]: toleranceSeconds },
      response,
      { expectedNonce: nonce, requireIdToken: true },
    );
    return true;
  } catch {
    return false;
  }
}
