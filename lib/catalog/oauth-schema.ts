import { z } from 'zod';
import { field, fieldName } from './field-schema.ts';

export const grantTypes = ['authorization_code', 'client_credentials', 'password'] as const;
export type GrantType = (typeof grantTypes)[number];

export const clientAuths = ['client_secret_basic', 'client_secret_post'] as const;
export type ClientAuth = (typeof clientAuths)[number];

const sentence = z.string().min(1).max(400);
const secondsMax = 10 * 366 * 86_400;
/** Where nobody says how long an access token lives. */
export const lifeSecondsDefault = 3_600;

/** An address over the settings of an OAuth app: https, or wholly what somebody typed there. */
const endpoint = z
  .string()
  .max(500)
  .regex(/^(?:https:\/\/[^\s]+|\{\+[A-Za-z0-9]+\})$/, 'An https address, or {+field} of an OAuth app.');

/** RFC 6901. */
const jsonPointer = z.string().regex(/^\/.+$/);

/** How a token is taken back, where that is not RFC 7009. The address may name {clientId} and {token}. */
const revoke = z.strictObject({
  method: z.enum(['POST', 'DELETE']).default('POST'),
  body: z.enum(['form', 'json', 'none']).default('form'),
  /** What the request is signed in with: the client, the token itself, or nothing. */
  auth: z.enum(['client', 'basic', 'bearer', 'none']).default('client'),
  parameter: z.string().min(1).max(40).default('token'),
  /** The token whose end is the end of the whole grant. */
  sends: z.enum(['refresh_token', 'access_token']).default('refresh_token'),
});

const scopeText = z.string().regex(/^[\u0021\u0023-\u002b\u002d-\u005b\u005d-\u007e]+$/, 'A scope has no blanks.');

const scopes = z.strictObject({
  default: z.array(scopeText).default([]),
  separator: z.enum([' ', ',']).default(' '),
  /** Asked for always, whatever an OAuth app says. */
  required: z.array(scopeText).default([]),
});

const refresh = z.strictObject({
  /** A refresh token may be used once; its answer holds the next one. */
  rotates: z.boolean().default(true),
  /** For how long the provider takes a used one again, as it declares. 0: never. */
  graceSeconds: z.int().min(0).max(secondsMax).default(0),
  /** Of a refresh token that is not used. */
  lifeDays: z.number().positive().max(3_660).optional(),
});

/** A setting that is filled from the provider's answer. */
const filled = <T extends z.ZodType>(from: T) => z.record(fieldName, from).default({});

export const oauth = z.strictObject({
  /** What is asked of an OAuth app beside its client id and secret. Public. */
  appFields: z.array(field).default([]),
  issuer: endpoint.optional(),
  authorizationUrl: endpoint,
  tokenUrl: endpoint,
  revocationUrl: endpoint.optional(),
  grants: z.array(z.enum(grantTypes)).min(1).default(['authorization_code']),
  /** How the client proves itself; `{ field }`: as an OAuth app says. */
  clientAuth: z.union([z.enum(clientAuths), z.strictObject({ field: fieldName })]),
  tokenBody: z.enum(['form', 'json']).default('form'),
  /** Sent along with every request to the token and revocation endpoints. */
  headers: z.record(z.string().regex(/^[A-Za-z-]+$/), z.string().max(200)).default({}),
  pkce: z.boolean().default(true),
  scopes: scopes.default({ default: [], separator: ' ', required: [] }),
  authorizeParams: z.record(z.string().regex(/^[\w.-]{1,60}$/), z.string().max(200)).default({}),
  /** Of an access token where the answer does not say. Null: it has no end. */
  lifeSeconds: z.int().positive().max(secondsMax).nullable().default(lifeSecondsDefault),
  refresh: refresh.default({ rotates: true, graceSeconds: 0 }),
  revoke: revoke.default({
    method: 'POST',
    body: 'form',
    auth: 'client',
    parameter: 'token',
    sends: 'refresh_token',
  }),
  /** Setting ← parameter of the callback. */
  fromCallback: filled(z.string().min(1).max(60)),
  /** Setting ← JSON pointer into the token answer. */
  fromToken: filled(jsonPointer),
  /** Where an OAuth app is made. */
  helpUrl: z.url({ protocol: /^https$/ }).optional(),
  /** Said beside the redirect address. */
  redirectHint: sentence.optional(),
});

export type OauthMethod = z.output<typeof oauth>;
export type RevokeRule = z.output<typeof revoke>;
