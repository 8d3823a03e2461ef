import { z } from 'zod';

/** What goes to a driver's process and comes back, over its channel. */
export const driverNames = ['postgres'] as const;

const values = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

export const driverJob = z.strictObject({
  driver: z.enum(driverNames),
  settings: values,
  secret: z.record(z.string(), z.string()),
  audience: z.array(z.string()).readonly(),
});

const step = z.strictObject({
  name: z.enum(['reach', 'encrypt', 'sign_in', 'query']),
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
  'wrong_protocol',
  'server', // the server said no; `state` is its code
  'unexpected',
] as const;

const detail = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]));

export const driverResult = z.discriminatedUnion('isPassed', [
  z.strictObject({
    isPassed: z.literal(true),
    user: z.string().max(200),
    database: z.string().max(200),
    steps: z.array(step),
  }),
  z.strictObject({
    isPassed: z.literal(false),
    failure: z.enum(driverFailures),
    network: z.strictObject({ code: z.string(), detail }).nullable(),
    /** SQLSTATE, five digits or letters. */
    state: z
      .string()
      .regex(/^[0-9A-Z]{5}$/)
      .nullable(),
    /** What the same code may mean besides, told apart inside the driver. */
    hint: z.enum(['host_not_allowed', 'no_such_user']).nullable(),
    steps: z.array(step),
  }),
]);

export type DriverJob = z.output<typeof driverJob>;
export type DriverResult = z.output<typeof driverResult>;
export type DriverRefusal = Extract<DriverResult, { isPassed: false }>;
export type DriverStep = z.output<typeof step>;
