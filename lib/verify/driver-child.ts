import { systemClock } from '#lib/clock.ts';
import { env } from '#lib/env.ts';
import { createOutbound } from '#lib/outbound/connector.ts';
import type { DriverCheck } from './driver-course.ts';
import { driverJob, type DriverName, type DriverResult } from './driver-protocol.ts';
import { DriverStop } from './driver-steps.ts';
import { checkMysql } from './drivers/mysql.ts';
import { checkPostgres } from './drivers/postgres.ts';
import { checkRedis } from './drivers/redis.ts';
import { checkSmtp } from './drivers/smtp.ts';

const checks: Readonly<Record<DriverName, DriverCheck>> = {
  mysql: checkMysql,
  postgres: checkPostgres,
  redis: checkRedis,
  smtp: checkSmtp,
};

/**
 * The process a driver runs in: it has no key and no database, takes one job with one secret over its channel, answers
 * once and ends. What a driver or a server says goes nowhere else.
 */
function answer(result: DriverResult): void {
  process.send?.(result, undefined, undefined, () => process.exit());
}

process.once('message', (message) => {
  const job = driverJob.parse(message);
  const outbound = createOutbound({ allow: env.outboundAllow });
  // Drivers throw out of their socket's events when a server says what they do not know.
  process.once('uncaughtException', () =>
    answer({ isPassed: false, ...new DriverStop('unexpected').refusal, steps: [] }),
  );
  void checks[job.driver](job, { outbound, clock: systemClock }).then(answer, () => process.exit(1));
});
