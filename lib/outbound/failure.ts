import { AppError, isAppError } from '#lib/errors.ts';
import type { Target } from './target.ts';

/** How far a call got. `resolve` and `connect` are before anything was sent to the other side. */
export type Phase = 'resolve' | 'connect' | 'tls' | 'headers' | 'body';

/** Why TLS failed: the words of OUT-107's `detail.reason`. */
export type TlsReason = 'expired' | 'self_signed' | 'untrusted' | 'hostname' | 'handshake';

const tlsReasons: Readonly<Record<string, TlsReason>> = {
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self_signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'untrusted',
  CERT_UNTRUSTED: 'untrusted',
  CERT_REJECTED: 'untrusted',
  CERT_REVOKED: 'untrusted',
  CERT_SIGNATURE_FAILURE: 'untrusted',
  CERT_CHAIN_TOO_LONG: 'untrusted',
  INVALID_CA: 'untrusted',
  INVALID_PURPOSE: 'untrusted',
  PATH_LENGTH_EXCEEDED: 'untrusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'hostname',
  HOSTNAME_MISMATCH: 'hostname',
};

const tlsSentences: Readonly<Record<TlsReason, (host: string) => string>> = {
  expired: (host) => `The certificate of ${host} is not valid today. It may have expired.`,
  self_signed: (host) => `${host} shows a certificate that it signed itself, so it cannot be trusted.`,
  untrusted: (host) => `The certificate of ${host} is from an authority that is not trusted here.`,
  hostname: (host) => `The certificate of ${host} is for another host name.`,
  handshake: (host) => `${host} did not agree on a secure connection. It may not speak TLS on this port.`,
};

const unreachable = new Set(['ECONNREFUSED', 'ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'EHOSTDOWN', 'ENETDOWN']);

/** The `code` that Node, OpenSSL and undici put on their errors; empty when there is none. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** Why a TLS connection was not made, by what was thrown. */
export const tlsReasonOf = (error: unknown): TlsReason => tlsReasons[codeOf(error)] ?? 'handshake';

/** For the log: the library's words without its fields, which may hold what the other side sent. */
const causeOf = (error: unknown): Error =>
  Object.assign(new Error(error instanceof Error ? error.message : String(error)), { code: codeOf(error) });

/**
 * Turns what a socket, TLS or HTTP library threw into one of our errors, in words for people. The library's own text
 * travels as `cause` only.
 * @param at where and how far the call was; `isOutOfTime` when its deadline passed or its caller gave up
 */
export function failure(
  error: unknown,
  at: { readonly phase: Phase; readonly target: Target; readonly isOutOfTime: boolean },
): AppError {
  if (isAppError(error)) return error;
  const { host, port } = at.target;
  const place = { host, port, phase: at.phase };
  const cause = { cause: causeOf(error) };
  const code = codeOf(error);
  if (at.isOutOfTime || code === 'ETIMEDOUT') {
    return new AppError('OUT-106', `${host} did not answer in time.`, place, cause);
  }
  if (at.phase === 'resolve') {
    return new AppError('OUT-102', `${host} was not found. Check how the host name is spelled.`, place, cause);
  }
  if (unreachable.has(code) || at.phase === 'connect') {
    return new AppError('OUT-105', `Nothing answers at ${host}, port ${port}.`, place, cause);
  }
  if (at.phase === 'tls') {
    const reason = tlsReasonOf(error);
    return new AppError('OUT-107', tlsSentences[reason](host), { ...place, reason }, cause);
  }
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || code === 'HPE_HEADER_OVERFLOW') return tooLarge(at.target, at.phase);
  if (error instanceof Error && error.name === 'HTTPParserError') {
    return new AppError('OUT-108', `What ${host} answered is not HTTP.`, place, cause);
  }
  return new AppError('OUT-108', `${host} ended the connection before its answer was complete.`, place, cause);
}

export const tooLarge = ({ host, port }: Target, phase: Phase): AppError =>
  new AppError('OUT-109', `The answer of ${host} is larger than is read.`, { host, port, phase });
