import type { DriverName } from './driver-protocol.ts';
import type { DriverWords } from './driver-words.ts';
import { mysqlWords } from './drivers/mysql-words.ts';
import { postgresWords } from './drivers/postgres-words.ts';
import { redisWords } from './drivers/redis-words.ts';
import { smtpWords } from './drivers/smtp-words.ts';

/** The words of each driver; what it does is in `driver-child.ts`, which runs elsewhere. */
export const wordsOf: Readonly<Record<DriverName, DriverWords>> = {
  mysql: mysqlWords,
  postgres: postgresWords,
  redis: redisWords,
  smtp: smtpWords,
};
