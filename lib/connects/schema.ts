import { z } from 'zod';
import { settingsInput, type SavedDto, type VerificationDto } from '#lib/credentials/schema.ts';
import { environmentLabel, name, rowId } from '#lib/names.ts';
import { scopesInput } from '#lib/tokens/schema.ts';

/** From the click to the answer of the provider, and once more from there to the person's word. */
export const connectMinutes = 10;
/** Sign-ins of one person that may be under way at a time. */
export const connectsMax = 30;

export const startInput = z.strictObject({
  appId: rowId,
  name,
  environment: environmentLabel,
  settings: settingsInput,
  scopes: scopesInput,
});
export type StartInput = z.output<typeof startInput>;

/** Everything is known; other settings where those that are known are not meant any more. */
export const reconnectInput = z.strictObject({ id: rowId, settings: settingsInput.optional() });
export type ReconnectInput = z.output<typeof reconnectInput>;

/** The query of the address the provider sent the browser to. */
export const finishInput = z.strictObject({ query: z.string().max(16_384) });

/** SHA-256 of the state parameter. */
const connectId = z.string().regex(/^[0-9a-f]{64}$/, 'Not an id.');
export const connectInput = z.strictObject({ id: connectId });

/** Where the browser is to go. The id is told to pages of ours only; it opens nothing. */
export interface StartedDto {
  readonly id: string;
  readonly url: string;
  readonly app: string;
  readonly expiresAt: number;
}

/** What a person looks at before they say that this is the account they meant. */
export interface ConnectDto {
  readonly id: string;
  /** The provider, as its manifest calls it. */
  readonly app: string;
  readonly component: string;
  readonly name: string;
  readonly environment: string;
  readonly tenant: string;
  readonly workspace: string;
  readonly isReconnect: boolean;
  readonly account: string | null;
  /** Of the credential that is connected again. */
  readonly accountBefore: string | null;
  /** What was asked for and not given; what was given without being asked for. */
  readonly scopesMissing: readonly string[];
  readonly scopesMore: readonly string[];
  readonly scopesAsked: readonly string[];
  readonly verification: VerificationDto;
  readonly warnings: readonly string[];
}

/** What the page of the callback can say before anything is done. */
export type CallbackView =
  /** Nothing of this person and this browser session has that state. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'over' }
  | {
      readonly kind: 'open';
      readonly id: string;
      readonly app: string;
      readonly component: string;
      readonly scope: { readonly tenant: string; readonly workspace: string };
      readonly credentialId: string | null;
    };

export interface ConfirmedDto extends SavedDto {
  readonly isReconnect: boolean;
}
