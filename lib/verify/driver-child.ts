import { systemClock } from '#lib/clock.ts';
import { env } from '#lib/env.ts';
import { createOutbound } from '#lib/outbound/connector.ts';
import type { DriverCheck } from './driver-course.ts';
import { driverJob, type DriverName, type DriverResult } from './driver-protocol.ts';
import { DriverStop } from './driver-steps.ts';

/** A process has one job, so it loads one driver. */
const checks: Readonly<Record<DriverName, () => Promise<DriverCheck>>> = {
  mysql: async () => (await import('./drivers/mysql.ts')).checkMysql,
  postgres: async () => (await import('./drivers/postgres.ts')).checkPostgres,
  redis: async () => (await import('./drivers/redis.ts')).checkRedis,
  smtp: async () => (await import('./drivers/smtp.ts')).checkSmtp,
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
  const check = async (): Promise<DriverResult> => (await checks[job.driver]())(job, { outbound, clock: systemClock });
  void check().then(answer, () => process.exit(1));
});
