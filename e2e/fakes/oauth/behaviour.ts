/** How the authorization server behaves; may be changed while it runs. */
export interface Behaviour {
  /** A new refresh token with each use of the old one; one that is used twice kills its grant. */
  rotates: boolean;
  /** For how long a refresh token that was used up is taken again. */
  graceSeconds: number;
  accessTokenSeconds: number;
  refreshTokenSeconds: number;
  /** Between what it does for a token request and its answer. */
  delayMs: number;
  /**
   * What becomes of token requests: `500`, `429`, `html`, `error200` and `reset` are not carried out; `lost` and `cut`
   * are, and then the connection ends before, or in the middle of, the answer.
   */
  failWith: '500' | '429' | 'html' | 'error200' | 'reset' | 'lost' | 'cut' | null;
  /** How often it fails before it is well again. Null: until told otherwise. */
  failTimes: number | null;
  /** Seconds, or an HTTP date. */
  retryAfter: string | null;
  /** Laid over the answers of the token endpoint; null takes a member away. */
  answer: Readonly<Record<string, unknown>>;
  /** What web and machine clients prove themselves with. */
  clientSecret: string;
  /** The process that is killed by the next token answer: with it unread in its socket, or so long after it. */
  kill: { readonly pid: number; readonly afterMs: number | null } | null;
}

export const behaviourDefault: Behaviour = {
  rotates: true,
  graceSeconds: 0,
  accessTokenSeconds: 3_600,
  refreshTokenSeconds: 30 * 86_400,
  delayMs: 0,
  failWith: null,
  failTimes: null,
  retryAfter: null,
  answer: {},
  clientSecret: 'keyhaven-test-client-secret',
  kill: null,
};

/** What went on, for a test to look at. */
export interface Traffic {
  tokenRequests: number;
  refreshRequests: number;
  /** Most requests for one refresh token at the same time. */
  inFlightMax: number;
  /** Of all token requests together. */
  inFlightAllMax: number;
  /** How often the refresh token that was used most was used. */
  usesMax: number;
  /** Grants that died because a refresh token was used twice. */
  deadGrants: string[];
  /** Grants that somebody revoked. */
  revokedGrants: string[];
}

export const noTraffic = (): Traffic => ({
  tokenRequests: 0,
  refreshRequests: 0,
  inFlightMax: 0,
  inFlightAllMax: 0,
  usesMax: 0,
  deadGrants: [],
  revokedGrants: [],
});
