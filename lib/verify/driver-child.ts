import { systemClock } from '#lib/clock.ts';
import { env } from '#lib/env.ts';
import { createOutbound } from '#lib/outbound/connector.ts';
import { driverJob } from './driver-protocol.ts';
import { checkPostgres } from './drivers/postgres.ts';

/**
 * The process a driver runs in: it has no key and no database, takes one job with one secret over its channel, answers
 * once and ends. What a driver or a server says goes nowhere else.
 */
process.once('message', (message) => {
  const job = driverJob.parse(message);
  void checkPostgres(job, { outbound: createOutbound({ allow: env.outboundAllow }), clock: systemClock }).then(
    (result) => process.send?.(result, undefined, undefined, () => process.disconnect()),
  );
});
