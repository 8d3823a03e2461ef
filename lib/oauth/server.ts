import type { AuthorizationServer, Client, ClientAuth } from 'oauth4webapi';
import { None } from 'oauth4webapi';
import type { OauthClient, Provider } from './schema.ts';

/** Whatever a provider signs with: the answer comes over TLS from the provider itself, nobody looks at the signature. */
const idTokenAlgs = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** A provider in the library's words. Without an issuer, its token endpoint stands in for the name it has to have. */
export const serverOf = (provider: Provider): AuthorizationServer => ({
  issuer: provider.issuer ?? new URL(provider.tokenUrl).origin,
  token_endpoint: provider.tokenUrl,
  id_token_signing_alg_values_supported: idTokenAlgs,
});

export const clientOf = ({ clientId }: OauthClient): Client => ({ client_id: clientId });

/**
 * RFC 6749, 2.3.1, for servers that decode what they are sent and for those that do not: only what has a meaning of its
 * own in a form is encoded, so a client id with a dash is the same for both.
 */
export const basicOf = (clientId: string, clientSecret: string): string =>
  `Basic ${Buffer.from([clientId, clientSecret].map(encodeURIComponent).join(':')).toString('base64')}`;

/** How the client proves itself to the token endpoint. */
export function proofOf(provider: Provider, { clientId, clientSecret }: OauthClient): ClientAuth {
  if (clientSecret === null) return None();
  if (provider.clientAuth === 'client_secret_basic') {
    return (_server, _client, _body, headers) => headers.set('authorization', basicOf(clientId, clientSecret));
  }
  return (_server, _client, body) => {
    body.set('client_id', clientId);
    body.set('client_secret', clientSecret);
  };
}
