import { z } from '@hono/zod-openapi';
import {
  authTypes,
  shownStates,
  type CredentialDetail,
  type CredentialRow,
  type SavedDto,
  type VerificationDto,
} from '#lib/credentials/schema.ts';
import type { GrantDto } from '#lib/grants/schema.ts';
import { at, atOrNull, instant } from './wire.ts';

const consumerRef = z.object({ id: z.string(), externalId: z.string() }).nullable();

const facts = {
  id: z.string(),
  identifier: z.string().openapi({ description: 'Travels with export and import.' }),
  name: z.string(),
  component: z.string(),
  authType: z.enum(authTypes),
  environment: z.string(),
  state: z.enum(shownStates),
  stateMessage: z.string().nullable(),
  checkedAt: instant.nullable(),
  expiresAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
  revision: z.int(),
  consumer: consumerRef.openapi({ description: 'Whose it is; null: the tenant’s own.' }),
};

export const listedCredential = z.object({ ...facts, flows: z.int() }).openapi('ListedCredential');

const factsJson = (row: Omit<CredentialRow, 'flows' | 'ticks'>) => ({
  id: row.id,
  identifier: row.identifier,
  name: row.name,
  component: row.component,
  authType: row.authType,
  environment: row.environment,
  state: row.state,
  stateMessage: row.stateMessage,
  checkedAt: atOrNull(row.checkedAt),
  expiresAt: atOrNull(row.expiresAt),
  lastUsedAt: atOrNull(row.lastUsedAt),
  revision: row.revision,
  consumer: row.consumer && { id: row.consumer.id, externalId: row.consumer.externalId },
});

export const listedJson = (row: CredentialRow): z.output<typeof listedCredential> => ({
  ...factsJson(row),
  flows: row.flows,
});

export const credential = z
  .object({
    ...facts,
    settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    audience: z.array(z.string()).openapi({ description: 'Where its secret may be sent.' }),
    secretFields: z.array(z.string()).openapi({ description: 'Names alone; a value never leaves here.' }),
    secretSavedAt: instant,
    version: z.int(),
    account: z.string().nullable(),
    stateCode: z.string().nullable(),
    stateFix: z.string().nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .openapi('Credential');

export const credentialJson = (row: CredentialDetail): z.output<typeof credential> => ({
  ...factsJson(row),
  settings: row.settings,
  audience: [...row.audience],
  secretFields: [...row.secretFields],
  secretSavedAt: at(row.secretSavedAt),
  version: row.version,
  account: row.account,
  stateCode: row.stateCode,
  stateFix: row.stateFix,
  createdAt: at(row.createdAt),
  updatedAt: at(row.updatedAt),
});

const outcome = z.enum(['passed', 'failed', 'not_testable']);

const verification = z
  .object({
    outcome,
    code: z.string(),
    message: z.string(),
    fix: z.string().nullable(),
    field: z.string().nullable(),
    account: z.string().nullable(),
    durationMs: z.int(),
  })
  .openapi('Verification');

const verificationJson = (one: VerificationDto): z.output<typeof verification> => ({
  outcome: one.outcome,
  code: one.code,
  message: one.message,
  fix: one.fix,
  field: one.field,
  account: one.account,
  durationMs: one.durationMs,
});

export const savedCredential = z
  .object({
    id: z.string(),
    name: z.string(),
    component: z.string(),
    verification: verification.nullable().openapi({ description: 'Null: nothing was checked.' }),
    notices: z.array(z.string()).openapi({ description: 'What was tidied in what was sent.' }),
  })
  .openapi('SavedCredential');

export const savedJson = (saved: SavedDto): z.output<typeof savedCredential> => ({
  id: saved.id,
  name: saved.name,
  component: saved.component,
  verification: saved.verification && verificationJson(saved.verification),
  notices: [...saved.notices],
});

export const grant = z
  .object({
    grantType: z.string(),
    state: z.enum(['live', 'retrying', 'reconnect', 'stopped']),
    canRefresh: z.boolean(),
    accessExpiresAt: instant.nullable(),
    refreshExpiresAt: instant.nullable(),
    refreshDueAt: instant.nullable(),
    refreshedAt: instant.nullable(),
    scopesMissing: z.array(z.string()),
    failingSince: instant.nullable(),
    failureMessage: z.string().nullable(),
    failureFix: z.string().nullable(),
  })
  .openapi('Grant');

export const grantJson = (row: GrantDto): z.output<typeof grant> => ({
  grantType: row.grantType,
  state: row.state,
  canRefresh: row.canRefresh,
  accessExpiresAt: atOrNull(row.accessExpiresAt),
  refreshExpiresAt: atOrNull(row.refreshExpiresAt),
  refreshDueAt: atOrNull(row.refreshDueAt),
  refreshedAt: atOrNull(row.refreshedAt),
  scopesMissing: [...row.scopesMissing],
  failingSince: atOrNull(row.failingSince),
  failureMessage: row.failureMessage,
  failureFix: row.failureFix,
});
