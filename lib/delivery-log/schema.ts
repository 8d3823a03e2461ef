import { z } from 'zod';
import { rowId } from '#lib/names.ts';

export const deliveryPageSize = 50;

export const deliveryStates = ['due', 'delivered', 'dead'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export const deliveriesInput = z.strictObject({
  endpointId: rowId,
  state: z.enum(deliveryStates).nullish(),
  type: z.string().max(60).nullish(),
  /** Id of the last row seen. */
  after: rowId.nullish(),
});
export type DeliveriesInput = z.output<typeof deliveriesInput>;

/** Of an address: the row a page goes on from. */
export const deliveryCursor = rowId.nullable().catch(null);

export const replayInput = z.strictObject({ id: rowId });
export const replayAllInput = z.strictObject({ endpointId: rowId });
export const attemptsInput = z.strictObject({ id: rowId });

/** One event on its way to one endpoint. */
export interface DeliveryRow {
  readonly id: string;
  readonly eventId: string;
  readonly type: string;
  readonly credentialName: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly nextAttemptAt: number | null;
  readonly isSending: boolean;
  readonly lastStatus: number | null;
  readonly lastCode: string | null;
  readonly createdAt: number;
}

export interface DeliveryPage {
  readonly rows: readonly DeliveryRow[];
  readonly next: string | null;
}

export interface AttemptRow {
  readonly number: number;
  readonly at: number;
  readonly status: number | null;
  readonly code: string;
  readonly message: string | null;
  readonly durationMs: number;
}

/** How much there is of each, at an endpoint. */
export interface DeliveryCounts {
  readonly due: number;
  readonly dead: number;
}
