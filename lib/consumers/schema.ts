import { z } from 'zod';
import type { ConsumerMetadata } from '#db/schema/consumers.ts';
import { rowId, storableText } from '#lib/names.ts';

export type { ConsumerMetadata };

export const consumerPageSize = 50;
export const consumerPageMax = 200;

/** A place in the list: when somebody came, and their id. */
export const consumerCursor = /^(\d{1,15})\.(con_\w{1,40})$/;

/** The list, as an address asks for it. */
export const consumerSearch = z.object({
  q: storableText(200).nullish(),
  after: z.string().regex(consumerCursor).nullish(),
});
export type ConsumerSearch = z.output<typeof consumerSearch>;

/** What the tenant's product calls its end user: any text without control characters, up to 255 characters. */
export const externalId = storableText(255)
  .refine((text) => text.trim() === text && text.length > 0, 'A consumer id is needed, without blanks around it.')
  .refine((text) => !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(text), 'A consumer id has no control characters.');

export const consumerMetadata = z.object({
  account_name: storableText(255).optional(),
  user_name: storableText(255).optional(),
  email: storableText(320).optional(),
  image: storableText(2_048).optional(),
});

export const newConsumer = z.strictObject({
  externalId,
  name: storableText(200).default(''),
  metadata: consumerMetadata.default({}),
  isTest: z.boolean().default(false),
});
export type NewConsumer = z.output<typeof newConsumer>;

export const consumerChange = z.strictObject({
  id: rowId,
  name: storableText(200).optional(),
  metadata: consumerMetadata.optional(),
});
export type ConsumerChange = z.output<typeof consumerChange>;

/** Typed once more by whoever deletes one for good. */
export const deleteConsumerInput = z.strictObject({ id: rowId, externalId });

export interface ConsumerDto {
  readonly id: string;
  readonly externalId: string;
  readonly name: string;
  readonly metadata: ConsumerMetadata;
  readonly isTest: boolean;
  /** How many of theirs are here, outside the trash. */
  readonly credentials: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface ConsumerPage {
  readonly rows: readonly ConsumerDto[];
  readonly next: string | null;
  readonly total: number;
}

export interface DeletedConsumerDto {
  readonly externalId: string;
  readonly credentials: number;
  readonly tokens: number;
}
