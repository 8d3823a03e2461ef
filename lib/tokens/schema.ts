import { z } from 'zod';
import { settingsInput } from '#lib/credentials/schema.ts';
import { environmentLabel, name, rowId, storableText } from '#lib/names.ts';
import { scopeText } from '#lib/oauth-apps/schema.ts';

export const scopesInput = z.array(scopeText).max(100);

const secretText = storableText(16_384);
const facts = {
  appId: rowId,
  name,
  environment: environmentLabel,
  settings: settingsInput,
  scopes: scopesInput,
  /** Said on purpose, after the app turned out to offer no check. */
  acceptUntested: z.boolean(),
} as const;

/** Ways to tokens that need no browser: the provider is asked at once, or a person has the tokens already. */
export const tokensInput = z.discriminatedUnion('way', [
  z.strictObject({ way: z.literal('client_credentials'), ...facts }),
  z.strictObject({
    way: z.literal('password'),
    ...facts,
    username: storableText(500).refine((text) => text.trim() !== '', 'A user is needed.'),
    password: secretText.refine((text) => text !== '', 'A password is needed.'),
  }),
  z.strictObject({
    way: z.literal('pasted'),
    ...facts,
    /** By the names of the manifest: the access token, what refreshes it, when they end. */
    secret: z.partialRecord(z.enum(['accessToken', 'refreshToken', 'expiresAt', 'refreshExpiresAt']), secretText),
  }),
]);
export type TokensInput = z.output<typeof tokensInput>;

export const renewInput = z.strictObject({ id: rowId, settings: settingsInput.optional() });
export type RenewInput = z.output<typeof renewInput>;
export const appsInput = z.strictObject({ component: rowId });

/** What one may sign in through. Nothing secret. */
export interface SignInApp {
  readonly id: string;
  readonly name: string;
  readonly environment: string;
  readonly scopes: readonly string[];
}

export interface SignInApps {
  readonly apps: readonly SignInApp[];
  /** Whether the person may add one. */
  readonly mayAdd: boolean;
}
