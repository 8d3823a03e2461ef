import type { ManifestSource } from '#lib/catalog/schema.ts';

export type MethodSource = ManifestSource['authMethods'][number];
type ProbeSource = Extract<MethodSource['verify'], { kind: 'http' }>;
type FailureSource = NonNullable<ProbeSource['failures']>[number];
type Row = Pick<FailureSource, 'status' | 'where'>;

/** How every API here takes an access token. */
export const bearer: ProbeSource['placements'] = [{ in: 'bearer', token: '{accessToken}' }];

/** A person's grant is over: what to do is the same for all vendors. */
export const refusedToken = (app: string, row: Row = { status: [401] }): FailureSource => ({
  ...row,
  code: 'unauthorized',
  message: `${app} did not accept the access token.`,
  fix: 'Access was taken back, or the token belongs to another app. Reconnect it.',
  field: 'accessToken',
});

export const expiredToken = (app: string, row: Row): FailureSource => ({
  ...row,
  code: 'expired',
  message: `${app} says that the access token has expired.`,
  fix: 'It is refreshed where there is a refresh token. If that does not help, reconnect it.',
  field: 'accessToken',
});

export const revokedToken = (app: string, row: Row): FailureSource => ({
  ...row,
  code: 'revoked',
  message: `${app} says that access was taken back.`,
  fix: 'Reconnect it, so that a person gives access again.',
  field: 'accessToken',
});
