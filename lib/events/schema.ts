import { z } from 'zod';

/** What is told to whoever listens, by names in use in the field. */
export const eventTypes = [
  'vault.connection.created',
  'vault.connection.updated',
  'vault.connection.disabled',
  'vault.connection.deleted',
  'vault.connection.callable',
  'vault.connection.revoked',
  'vault.connection.token_refresh.pending',
  'vault.connection.token_refresh.failed',
  'vault.connection.token_refresh.recovered',
  'credential.verification.failed',
  'credential.verification.recovered',
  'credential.expiring',
] as const;
export type EventType = (typeof eventTypes)[number];

/** Of the message a person sends to see whether it arrives. */
export const testType = 'keyhaven.test';

/** In place of a list: all of them, and those to come. */
export const everyType = '*';

export const eventType = z.enum(eventTypes);

/** So long events and what became of them are kept. */
export const eventDays = 30;
