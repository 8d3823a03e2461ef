import { z } from 'zod';
import { everyType, eventType } from '#lib/events/schema.ts';
import { rowId, storableText } from '#lib/names.ts';

/** Of one workspace. */
export const endpointsMax = 20;

/** A former secret signs beside the new one for so long. */
export const rotationHours = 24;

/** An endpoint nothing has reached for so long is switched off. */
export const failingDaysMax = 5;

/** `standard`: Standard Webhooks. `apideck`: as Apideck sends them. */
export const messageForms = ['standard', 'apideck'] as const;
export type MessageForm = (typeof messageForms)[number];

const url = storableText(2_000)
  .transform((text) => text.trim())
  .refine((text) => text !== '', 'An address is needed.');
const description = storableText(200).transform((text) => text.trim());
/** Some types by name, or all of them and those to come. */
const types = z
  .union([z.tuple([z.literal(everyType)]), z.array(eventType).min(1, 'Choose at least one.')])
  .transform((list): string[] => [...new Set<string>(list)].toSorted());

export const newEndpoint = z.strictObject({ url, description, types, form: z.enum(messageForms) });
export type NewEndpoint = z.output<typeof newEndpoint>;

export const endpointInput = z.strictObject({ id: rowId });
export const endpointChange = z.strictObject({ id: rowId, revision: z.int32(), url, description, types });
export type EndpointChange = z.output<typeof endpointChange>;

export const endpointSwitch = z.strictObject({ id: rowId, on: z.boolean() });

/** `unproven`: the message that was to show whether anybody listens there did not arrive. */
export type DisabledBecause = 'person' | 'gone' | 'failing' | 'unproven';

export interface EndpointDto {
  readonly id: string;
  readonly url: string;
  readonly description: string;
  readonly form: MessageForm;
  readonly types: readonly string[];
  readonly state: 'delivering' | 'failing' | 'disabled';
  readonly failingSince: number | null;
  readonly disabledAt: number | null;
  readonly disabledBecause: DisabledBecause | null;
  /** It asked not to be called before then; null when that is over. */
  readonly pausedUntil: number | null;
  /** Until when the former secret signs too; null when it does not. */
  readonly formerUntil: number | null;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly updatedAt: number;
  readonly revision: number;
}

/** Shown once. */
export interface SecretDto {
  readonly id: string;
  readonly secret: string;
  /** Until when the former one is valid too. */
  readonly formerUntil: number | null;
}
