import type { ErrorDetail } from '#lib/errors.ts';
import type { Subject } from './subject.ts';
import type { Finding } from './verification.ts';

/** A refusal or failure of the guarded connector, also one that was told by a child process. */
export interface NetworkError {
  readonly code: string;
  readonly detail: ErrorDetail;
}

type Words = Pick<Finding, 'code' | 'message' | 'fix'> & { readonly isPlaceWrong?: boolean };
type Say = (subject: Subject, detail: { host: string; port: string; line: string; reason: string }) => Words;

const tlsWords: Readonly<Record<string, (host: string) => readonly [message: string, fix: string]>> = {
  expired: (host) => [
    `the certificate of ${host} is not valid today`,
    'Whoever runs that server has to renew its certificate. If it is new, check the clock of this server.',
  ],
  self_signed: (host) => [
    `${host} shows a certificate that it signed itself`,
    'Give the certificate authority of that server: in the CA certificate field where there is one, else an operator names it in NODE_EXTRA_CA_CERTS.',
  ],
  untrusted: (host) => [
    `the certificate of ${host} is from an authority that is not trusted here`,
    'Give the certificate authority of that server: in the CA certificate field where there is one, else an operator names it in NODE_EXTRA_CA_CERTS.',
  ],
  hostname: (host) => [
    `the certificate of ${host} is for another host`,
    'Use the host name that the certificate was made for.',
  ],
};

const handshake = (host: string): readonly [string, string] => [
  `no encrypted connection to ${host} could be made`,
  'Check the port: it may speak another protocol, or only outdated encryption.',
];

const table: Readonly<Record<string, Say>> = {
  'OUT-101': ({ app }, { line }) => ({
    code: 'address_invalid',
    message: `${app} has an address that may not be called.`,
    fix: line
      ? `Begin it with https://. An operator can allow plain http with one line: ${line}`
      : 'Check scheme, host and port.',
    isPlaceWrong: true,
  }),
  'OUT-102': ({ app, placeField }, { host }) => ({
    code: 'host_not_found',
    message: `${app} was not found: ${host} has no address.`,
    fix: placeField ? 'Check how it is spelled.' : 'This server cannot look up names. Ask its operator to check DNS.',
    isPlaceWrong: true,
  }),
  'OUT-103': (_, { host, line }) => ({
    code: 'address_refused',
    message: `${host} is a private address.`,
    fix: `An operator can allow it with one line: ${line}`,
    isPlaceWrong: true,
  }),
  'OUT-104': ({ app }, { host }) => ({
    code: 'outside_audience',
    message: `${app} is at an address this secret was not given for: ${host}.`,
    fix: 'Type the secret again for the new address.',
  }),
  'OUT-105': ({ app, placeField }, { host, port }) => ({
    code: 'connection_refused',
    message: `${app} does not answer at ${host}, port ${port}.`,
    fix: placeField
      ? 'Check host and port, and that the server runs and lets this machine in.'
      : 'This server cannot reach it. Ask its operator to check the way to the internet.',
    isPlaceWrong: true,
  }),
  'OUT-106': ({ app, placeField }) => ({
    code: 'timeout',
    message: `${app} did not answer in time.`,
    fix: placeField
      ? 'Check host and port, and that a firewall lets this machine in. Or try again in a minute.'
      : 'Nothing says that the secret is wrong. Try again in a minute.',
  }),
  'OUT-107': ({ app }, { host, reason }) => {
    const [message, fix] = (tlsWords[reason] ?? handshake)(host);
    return { code: 'tls_error', message: `${app} was not asked: ${message}.`, fix, isPlaceWrong: true };
  },
  'OUT-108': ({ app }) => ({
    code: 'connection_lost',
    message: `${app} ended the connection before its answer was complete.`,
    fix: 'Check the port. If it is right, try again in a minute.',
  }),
  'OUT-109': ({ app }) => ({
    code: 'answer_too_large',
    message: `${app} answered more than is read in a check.`,
    fix: 'Use a test path with a short answer.',
  }),
  'OUT-110': ({ app }) => ({
    code: 'redirected',
    message: `${app} sends the request on to another address, which is not followed with a secret.`,
    fix: 'Give the address it really has, without the detour.',
    isPlaceWrong: true,
  }),
  INPUT_INVALID: ({ app }) => ({
    code: 'request_invalid',
    message: `${app} cannot be asked like this: a header or value may not be sent.`,
    fix: 'Check the name of the header, and that the secret has no unusual characters.',
  }),
};

const textOf = (detail: ErrorDetail, key: string): string => {
  const value = Object.hasOwn(detail, key) ? detail[key] : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

/** The words for an error of the guarded connector; null for a code that is not one of its own. */
export function networkFinding(error: NetworkError, subject: Subject): Finding | null {
  const say = Object.hasOwn(table, error.code) ? table[error.code] : undefined;
  if (!say) return null;
  const { isPlaceWrong, ...words } = say(subject, {
    host: textOf(error.detail, 'host') || 'its host',
    port: textOf(error.detail, 'port'),
    line: textOf(error.detail, 'line'),
    reason: textOf(error.detail, 'reason'),
  });
  return { ...words, field: isPlaceWrong ? subject.placeField : null, detail: error.code };
}
