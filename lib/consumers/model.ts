import type { consumers, ConsumerMetadata } from '#db/schema/consumers.ts';
import { nameKey } from '#lib/names.ts';
import type { ConsumerDto } from './schema.ts';

const consumerFields = ['account_name', 'user_name', 'email', 'image'] as const;

export type ConsumerRow = typeof consumers.$inferSelect;

/** What a search looks through, in one folded text. */
export const searchKeyOf = (row: { externalId: string; name: string; metadata: ConsumerMetadata }): string =>
  nameKey([row.externalId, row.name, row.metadata.account_name, row.metadata.user_name, row.metadata.email].join(' '));

/** Whether all of it is known already. */
export const isWithin = (metadata: ConsumerMetadata, known: ConsumerMetadata): boolean =>
  consumerFields.every((field) => metadata[field] === undefined || metadata[field] === known[field]);

export const consumerDto = (row: ConsumerRow, credentials: number): ConsumerDto => ({
  id: row.id,
  externalId: row.externalId,
  name: row.name,
  metadata: row.metadata,
  isTest: row.isTest,
  credentials,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});

export const targetOfConsumer = (row: { id: string; externalId: string }) => ({
  targetKind: 'consumer',
  targetId: row.id,
  targetLabel: row.externalId,
});
