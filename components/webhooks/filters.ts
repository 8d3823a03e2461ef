import { createLoader, createSerializer, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { deliveryCursor, deliveryStates, type DeliveriesInput } from '#lib/delivery-log/schema.ts';
import { eventTypes } from '#lib/events/schema.ts';

/** The address holds which deliveries are shown: one that was sent on shows the same. */
export const deliveryParams = {
  state: parseAsStringLiteral(deliveryStates),
  type: parseAsStringLiteral(eventTypes),
  after: parseAsString,
};

export const loadDeliveryParams = createLoader(deliveryParams);
export const deliverySearch = createSerializer(deliveryParams);
export type DeliveryParams = Awaited<ReturnType<typeof loadDeliveryParams>>;

export const filterOf = (endpointId: string, { state, type, after }: DeliveryParams): DeliveriesInput => ({
  endpointId,
  state,
  type,
  after: deliveryCursor.parse(after),
});

export const hasFilter = ({ state, type }: DeliveryParams): boolean => state !== null || type !== null;
