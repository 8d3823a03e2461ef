import { z } from 'zod';
import type { Settings } from '#db/schema/credentials.ts';
import { env } from '#lib/env.ts';
import { scopeText } from '#lib/oauth-apps/schema.ts';

/** From the link to the answer of the provider. */
export const signInMinutes = 10;
/** From there to the word of the software that asked. */
export const confirmMinutes = 30;
/** A state lives as long as a page that shows its link is looked at. */
export const stateMinutes = 60;
/** Sign-ins of one consumer that may be under way at a time. */
export const signInsMax = 30;

/** What a link may say for itself, as JSON: signed, with everything else a state has, it is no longer than one may be. */
export const linkBytesMax = 4_000;
const stateCharactersMax = 6_000;
const queryCharactersMax = 16_384;

/** Where a browser may be sent back to: no script, nobody's password, and the part after # is ours. */
const noRedirect = 'redirect_uri is no address to come back to: it begins with https:// or http:// and has no # in it.';
export const redirectAddress = z.string({ error: noRedirect }).max(2_000, noRedirect).refine(isRedirect, noRedirect);

function isRedirect(text: string): boolean {
  const url = URL.parse(text);
  if (!url || !/^[\u0021\u0022\u0024-\u007e]+$/.test(text)) return false;
  return (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '';
}

export const callbackStateInput = z.object({
  redirect_uri: redirectAddress,
  /** What has to be known before the sign-in, by the names of the form. Left out: as it is saved. */
  settings: z.record(z.string().max(60), z.unknown()).nullish(),
});

const noNonce = 'The page that opened this link gave no nonce of 8 to 255 characters to tell its own answer by.';
/** What the page that asks tells its own answer by. */
const nonce = z.string({ error: noNonce }).regex(/^[\u0021-\u007e]{8,255}$/, noNonce);
const noState = 'This link has no state that was made here.';
const state = z.string({ error: noState }).max(stateCharactersMax, noState);
/** Left out: the one of the state. */
const backTo = z.string().max(2_000).optional();

export const authorizeQuery = z.object({
  state,
  redirect_uri: backTo,
  nonce,
  scope: z
    .string()
    .max(queryCharactersMax)
    .transform((text) => text.split(' ').filter(Boolean))
    .pipe(z.array(scopeText).max(100))
    .optional(),
});

export const revokeQuery = z.object({ state, redirect_uri: backTo });

export const confirmInput = z.object({
  confirm_token: z.string({ error: 'confirm_token is needed.' }).max(200, 'That is no confirm token.'),
});

/** `crm+salesforce`: a family, and a service of it. */
export const serviceOf = (connectionKey: string): string => connectionKey.slice(connectionKey.indexOf('+') + 1);

/** The address with what its page is told, after the # where no server reads it. */
export function redirectWith(redirectUri: string, facts: Readonly<Record<string, string>>): string {
  return `${redirectUri}#${new URLSearchParams(facts).toString().replaceAll('+', '%20')}`;
}

/** The page for consumers who have none of their own: also where its sign-ins end. */
export const vaultPage = (): string => `${env.address}/vault`;

/** Each sign-in has a cookie of its own, so that two of one browser do not end each other. */
export const browserCookie = (id: string) => ({
  name: `${isSecure() ? '__Secure-' : ''}sign-in-keyhaven-${id.slice(0, 16)}`,
  options: { path: '/vault/callback', httpOnly: true, sameSite: 'Lax', secure: isSecure() } as const,
});

const isSecure = (): boolean => env.apiAddress.startsWith('https:');

/** A state as it was signed, once it has been believed. */
export interface SignInState {
  readonly use: 'authorize' | 'revoke';
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly consumerId: string;
  /** The key it was made with: over with it. */
  readonly keyId: string;
  readonly connectionKey: string;
  readonly redirectUri: string;
  /** Null: as it is saved. */
  readonly settings: Settings | null;
  /** Of the connection, when the link takes its access back: of another it takes nothing. */
  readonly version: number | null;
}

/** Where the browser is to go, and what it is to be known by. */
export interface StartedSignIn {
  readonly id: string;
  readonly url: string;
  readonly browserToken: string;
}

/** A browser that comes back from a provider. Null: nothing here has that state, or this browser did not begin it. */
export interface FinishedSignIn {
  readonly id: string;
  readonly backTo: string;
}
