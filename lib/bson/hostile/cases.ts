import type { HostileCase } from './case.ts';
import { containers } from './containers.ts';
import { recipients } from './recipients.ts';
import { sealed } from './sealed.ts';
import { sizes } from './sizes.ts';
import { texts } from './texts.ts';
import { values } from './values.ts';

export const hostileCases: readonly HostileCase[] = [
  ...sizes,
  ...values,
  ...texts,
  ...containers,
  ...sealed,
  ...recipients,
];
