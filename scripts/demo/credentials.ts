import { integrations } from './contoso.ts';
import { operations, staging } from './northwind.ts';
import type { PastCredential, PlaceKey, Placed } from './past-credential.ts';

const at = (place: PlaceKey, all: readonly Placed[]): PastCredential[] => all.map((one) => ({ ...one, place }));

/** Everything there is in the demo, with Lighthouse at this origin. */
export const pastCredentials = (origin: string): readonly PastCredential[] => [
  ...at('operations', operations(origin)),
  ...at('staging', staging(origin)),
  ...at('integrations', integrations(origin)),
];
