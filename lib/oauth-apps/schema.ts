import { z } from 'zod';
import type { Settings } from '#db/schema/credentials.ts';
import type { AppFormField } from '#lib/catalog/form.ts';
import type { IconShape } from '#lib/catalog/icons.ts';
import { environmentLabel, name, rowId, storableText } from '#lib/names.ts';

export type { AppFormField, Settings };

/** Of one tenant: all of them are in one list, and those of an app are offered when somebody connects. */
export const oauthAppsMax = 200;

const scopesMax = 100;
const paramsMax = 20;
const yearSeconds = 365 * 86_400;

/** RFC 6749, appendix A: what client ids and client secrets are made of. */
const visible = /^[\u0020-\u007e]+$/;
const clientText = (what: string, charactersMax: number) =>
  storableText(charactersMax)
    .transform((text) => text.trim())
    .pipe(
      z
        .string()
        .min(1, `${what} is needed.`)
        .regex(visible, `${what} has a character in it that none has. Copy it from where it was made.`),
    );

const clientId = clientText('A client id', 500);
const clientSecret = clientText('A client secret', 4_096);

/** RFC 6749, 3.3: no blanks, quotes or backslashes; a list would be cut at them. */
export const scopeText = z
  .string()
  .max(300, 'At most 300 characters.')
  .regex(/^[\u0021\u0023-\u005b\u005d-\u007e]+$/, 'A scope has no blanks, quotes or backslashes.');
const scopes = z
  .array(scopeText)
  .max(scopesMax, `At most ${scopesMax} scopes.`)
  .transform((list) => [...new Set(list)]);

/** What every authorization request carries by itself. Typed once more it would break the sign-in, or its protection. */
const ownParams = new Set([
  'response_type',
  'response_mode',
  'client_id',
  'client_secret',
  'client_assertion',
  'client_assertion_type',
  'redirect_uri',
  'scope',
  'state',
  'nonce',
  'code',
  'code_challenge',
  'code_challenge_method',
  'request',
  'request_uri',
]);

function nameProblem(name: string): string | null {
  if (!/^[A-Za-z0-9._~-]{1,60}$/.test(name)) return 'The name of a parameter is letters, digits and . _ ~ -.';
  return ownParams.has(name) ? 'This parameter is part of every sign-in already.' : null;
}

const params = z
  .record(z.string(), storableText(500))
  .refine((map) => Object.keys(map).length <= paramsMax, `At most ${paramsMax} parameters.`)
  .superRefine((map, context) => {
    for (const name of Object.keys(map)) {
      const message = nameProblem(name);
      if (message) context.addIssue({ code: 'custom', message });
    }
  });

const settings = z
  .record(z.string().max(60), z.union([storableText(4_096), z.number(), z.boolean()]))
  .refine((map) => Object.keys(map).length <= 32);

const facts = {
  name,
  environment: environmentLabel,
  clientId,
  settings,
  scopes,
  params,
  lifeSeconds: z
    .int('A whole number of seconds.')
    .min(60, 'At least 60 seconds.')
    .max(10 * yearSeconds, 'At most ten years.')
    .nullable(),
  graceSeconds: z
    .int('A whole number of seconds.')
    .min(0, 'No less than 0 seconds.')
    .max(86_400, 'At most a day: 86,400 seconds.')
    .nullable(),
};

export const newOauthApp = z.strictObject({
  component: rowId,
  ...facts,
  /** Null: a public client, which has none. */
  clientSecret: clientSecret.nullable(),
});
export type NewOauthApp = z.output<typeof newOauthApp>;

export const oauthAppUpdate = z.strictObject({
  id: rowId,
  revision: z.int(),
  ...facts,
  /** Left out: the saved one stays. Null: a public client from now on. */
  clientSecret: clientSecret.nullable().optional(),
});
export type OauthAppUpdate = z.output<typeof oauthAppUpdate>;

export const secretInput = z.strictObject({ id: rowId, revision: z.int(), clientSecret });
export type SecretInput = z.output<typeof secretInput>;

export const oneInput = z.strictObject({ id: rowId });
export const issuerInput = z.strictObject({
  issuer: storableText(500)
    .transform((text) => text.trim())
    .pipe(z.url({ protocol: /^https?$/, error: 'An issuer is an address that begins with https://.' })),
});

/** One in a list. Its client secret is nowhere; `secretSavedAt` null: a public client. */
export interface OauthAppDto {
  readonly id: string;
  readonly component: string;
  readonly name: string;
  readonly environment: string;
  readonly clientId: string;
  readonly secretSavedAt: number | null;
  readonly scopes: readonly string[];
  readonly revision: number;
}

export interface OauthAppDetail extends OauthAppDto {
  readonly settings: Settings;
  readonly params: Readonly<Record<string, string>>;
  readonly lifeSeconds: number | null;
  readonly graceSeconds: number | null;
  /** Where the client secret may go. */
  readonly audience: readonly string[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A component one can register a client for, as the form needs it. */
export interface OauthComponent {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly icon: IconShape;
  /** What it asks of a client beside its id and secret. */
  readonly fields: readonly AppFormField[];
  readonly scopes: { readonly default: readonly string[]; readonly required: readonly string[] };
  /** Whether a person signs in at all, so that a redirect address has to be registered. */
  readonly hasRedirect: boolean;
  /** Whether its endpoints can be read from an issuer. */
  readonly canDiscover: boolean;
  /** What holds while an app says nothing of its own. `lifeSeconds` null: its tokens have no end. */
  readonly lifeSeconds: number | null;
  /** Whether each refresh token is used once; for how long a used one is taken again all the same. */
  readonly rotates: boolean;
  readonly graceSeconds: number;
  readonly helpUrl: string | null;
  readonly redirectHint: string | null;
}

export interface OauthSetup {
  /** The address to register with every provider. */
  readonly redirectUri: string;
  /** The second one: for sign-ins of consumers, begun by other software. */
  readonly vaultRedirectUri: string;
  /** By name. */
  readonly components: readonly OauthComponent[];
}

export type RedirectAddresses = Pick<OauthSetup, 'redirectUri' | 'vaultRedirectUri'>;

/** What a provider publishes about itself, for the fields of a form. */
export interface EndpointsDto {
  readonly issuer: string;
  readonly authorizationUrl: string | null;
  readonly tokenUrl: string;
  readonly revocationUrl: string | null;
  /** How its clients prove themselves: a value of the field `clientAuth`. */
  readonly clientAuth: string;
}

export interface SavedAppDto {
  readonly id: string;
  readonly name: string;
}
