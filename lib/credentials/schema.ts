import { z } from 'zod';
import type { AuthType, CredentialState, Settings } from '#db/schema/credentials.ts';
import { cursorText, environmentLabel, name, rowId, storableText } from '#lib/names.ts';
import type { AppForm } from '#lib/catalog/form.ts';

export type { AppForm, AuthType, CredentialState, Settings };

export const authTypes = ['api_key', 'basic', 'bearer', 'oauth2', 'database', 'custom'] as const;
export const expiringDays = 14;
export const trashDays = 30;
export const pageSize = 50;
export const selectionMax = 200;

/** What a person sees: what is stored, or what time has made of it. In order of severity, worst first. */
export const shownStates = [
  'unreadable',
  'failed',
  'reconnect',
  'expiring',
  'unverified',
  'not_testable',
  'passed',
] as const;
export type ShownState = (typeof shownStates)[number];

const component = rowId;
const plainValue = z.union([storableText(4_096), z.number(), z.boolean()]);
/** Settings as they come in. */
export const settingsInput = z.record(z.string().max(60), plainValue).refine((map) => Object.keys(map).length <= 64);
const secret = z.record(z.string().max(60), storableText(16_384)).refine((map) => Object.keys(map).length <= 64);
const expiresAt = z.number().int().min(0).max(8_640_000_000_000_000).nullable();

export const createInput = z.strictObject({
  component,
  authType: z.enum(authTypes),
  name,
  environment: environmentLabel,
  settings: settingsInput,
  secret,
  expiresAt,
  /** Said on purpose, after the app turned out to offer no check. */
  acceptUntested: z.boolean(),
});
export type CreateInput = z.output<typeof createInput>;

export const updateInput = z.strictObject({
  id: rowId,
  revision: z.number().int(),
  name,
  environment: environmentLabel,
  settings: settingsInput,
  /** Only what was replaced. Empty: the saved secret stays. */
  secret,
  expiresAt,
  acceptUntested: z.boolean(),
});
export type UpdateInput = z.output<typeof updateInput>;

export const oneInput = z.strictObject({ id: rowId });
export const searchInput = z.strictObject({ q: storableText(200) });
export const listFilter = z.object({
  q: storableText(200).nullish(),
  state: z.array(z.enum(shownStates)).nullish(),
  authType: z.array(z.enum(authTypes)).nullish(),
  environment: z.array(storableText(40)).nullish(),
  /** What is this consumer's alone. */
  consumerId: rowId.nullish(),
  after: cursorText.nullish(),
});
export type ListFilter = z.output<typeof listFilter>;

export interface CredentialRow {
  readonly id: string;
  readonly identifier: string;
  readonly name: string;
  readonly component: string;
  readonly authType: AuthType;
  readonly environment: string;
  readonly state: ShownState;
  readonly stateMessage: string | null;
  readonly checkedAt: number | null;
  readonly expiresAt: number | null;
  readonly lastUsedAt: number | null;
  readonly flows: number;
  readonly ticks: readonly Tick[];
  readonly revision: number;
  /** Whose it is; null: the tenant's own. */
  readonly consumer: ConsumerRef | null;
}

/** A consumer by our id, and by what the tenant's product calls them. */
export interface ConsumerRef {
  readonly id: string;
  readonly externalId: string;
}

/** A credential as a search by name finds it. */
export type FoundCredential = Pick<CredentialRow, 'id' | 'name' | 'component' | 'environment' | 'state'>;

/** One day on the sounding line. */
export type Tick = 'passed' | 'failed' | 'not_testable' | 'none';
export const tickDays = 20;

export interface CredentialPage {
  readonly rows: readonly CredentialRow[];
  readonly next: string | null;
  readonly total: number;
}

export interface VersionRow {
  readonly number: number;
  readonly savedAt: number;
  readonly savedBy: string;
  readonly reason: string;
  readonly isCurrent: boolean;
}

export interface CredentialDetail extends Omit<CredentialRow, 'ticks' | 'flows'> {
  readonly settings: Settings;
  readonly audience: readonly string[];
  /** Names of the secret's fields; never a value. */
  readonly secretFields: readonly string[];
  readonly secretSavedAt: number;
  readonly version: number;
  readonly account: string | null;
  readonly stateCode: string | null;
  readonly stateFix: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The answer to a dry run, as the browser gets it. */
export interface VerificationDto {
  readonly outcome: 'passed' | 'failed' | 'not_testable';
  readonly code: string;
  readonly message: string;
  readonly fix: string | null;
  readonly field: string | null;
  readonly account: string | null;
  readonly durationMs: number;
}

export interface SavedDto {
  readonly id: string;
  readonly name: string;
  readonly component: string;
  readonly verification: VerificationDto | null;
  readonly notices: readonly string[];
}
