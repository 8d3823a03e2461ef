import { z } from 'zod';

/** What goes to a driver's process and comes back, over its channel. */
export const driverNames = ['mysql', 'postgres', 'redis', 'smtp'] as const;
export type DriverName = (typeof driverNames)[number];

const values = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

export const driverJob = z.strictObject({
  driver: z.enum(driverNames),
  settings: values,
  secret: z.record(z.string(), z.string()),
  audience: z.array(z.string()).readonly(),
});

const step = z.strictObject({
  name: z.enum(['reach', 'greet', 'encrypt', 'sign_in', 'query']),
  isPassed: z.boolean(),
  durationMs: z.number().min(0),
});

/** Why a driver did not get through: our own words, never the server's. */
export const driverFailures = [
  'network', // the guarded connector refused or failed; `network` says how
  'timeout',
  'connection_lost',
  'tls', // `network.detail.reason` says why
  'tls_not_offered',
  'tls_required',
  'ca_unreadable', // the CA certificate that was typed is none
  'wrong_protocol',
  'method_unknown', // no way of signing in that both sides know
  'method_needs_tls', // the way the server asks for would show the password to whoever listens
  'no_password_set', // whatever is sent is accepted, or nothing is: the server has no password to compare
  'server', // the server said no; `state` is its code
  'unexpected',
] as const;

const detail = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]));

export const driverResult = z.discriminatedUnion('isPassed', [
  z.strictObject({
    isPassed: z.literal(true),
    /** What the server calls us; empty where it does not say. */
    user: z.string().max(200),
    /** Empty where there is none. */
    database: z.string().max(200),
    steps: z.array(step),
  }),
  z.strictObject({
    isPassed: z.literal(false),
    failure: z.enum(driverFailures),
    network: z.strictObject({ code: z.string(), detail }).nullable(),
    /** The code of the protocol: an SQLSTATE, `1045`, `WRONGPASS`, `535`. */
    state: z
      .string()
      .regex(/^[0-9A-Z]{3,12}$/)
      .nullable(),
    /** What the same code may mean besides, told apart inside the driver. */
    hint: z
      .enum(['host_not_allowed', 'no_such_user', 'no_such_database', 'no_users', 'too_many_connections'])
      .nullable(),
    steps: z.array(step),
  }),
]);

export type DriverJob = z.output<typeof driverJob>;
export type DriverResult = z.output<typeof driverResult>;
export type DriverRefusal = Extract<DriverResult, { isPassed: false }>;
export type DriverStep = z.output<typeof step>;
