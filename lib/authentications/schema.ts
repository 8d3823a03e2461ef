import { z } from 'zod';
import type { AuthType } from '#db/schema/credentials.ts';
import type { ShownState } from '#lib/credentials/schema.ts';
import { scopeText } from '#lib/oauth-apps/schema.ts';
import { name } from '#lib/names.ts';
import type { Values } from '#lib/environments/schema.ts';

export const authenticationPageSize = 50;
export const authenticationPageMax = 100;

const values = z.record(z.string().max(100), z.unknown());
const scopes = z
  .array(scopeText)
  .max(100)
  .refine((list) => new Set(list).size === list.length, 'A scope is named twice');

const facts = {
  name,
  userData: values.default({}),
  credentials: values.default({}),
  scopes: scopes.default([]),
  /** Theirs; nothing runs on other people's premises for us. */
  onPremAgentGroupId: z.null('There are no on-prem agents here').optional(),
};

export const newAuthentication = z.object({ ...facts, serviceEnvironmentId: z.uuid("Couldn't decode a valid UUID") });
export type NewAuthentication = z.output<typeof newAuthentication>;

/** Everything anew: nothing of what was there is kept but its id and its environment. */
export const authenticationChange = z.object({ ...facts, credentials: values });
export type AuthenticationChange = z.output<typeof authenticationChange>;

/** When the dry run is: before it is stored, which a failed one then is not, or after. */
export type VerifyWhen = 'before' | 'after';

/** A credential as clients of Tray know it. Nothing secret. */
export interface AuthenticationDto {
  readonly id: string;
  readonly name: string;
  readonly component: string;
  readonly authType: AuthType;
  readonly environmentId: string;
  /** Null: its app, or its component, is not here any more. */
  readonly environmentTitle: string | null;
  readonly scopes: readonly string[];
  /** What is public of it, by its names on the wire. */
  readonly userData: Values;
  readonly state: ShownState;
}

/** With its secret in clear, for the one who asked, once. */
export interface FullAuthentication extends AuthenticationDto {
  readonly credentials: Values;
}

export interface AuthenticationPage {
  readonly rows: readonly AuthenticationDto[];
  readonly hasNext: boolean;
}
