import { DrizzleQueryError } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { AppError } from '#lib/errors.ts';
import { causeOf, refusalOf } from './outcome.ts';

const secret = 'hunter2-hunter2';

test('the log has the cause without the parameters of a query', () => {
  const inner = Object.assign(new Error('UNIQUE constraint failed'), { code: 'SQLITE_CONSTRAINT' });
  const cause = causeOf(new DrizzleQueryError('insert into users values (?)', [secret], inner));
  expect(JSON.stringify(cause)).not.toContain(secret);
  expect(cause).toMatchObject({ message: 'Failed query: insert into users values (?)' });
  expect(cause.cause).toMatchObject({ name: 'Error SQLITE_CONSTRAINT', message: 'UNIQUE constraint failed' });
});

test('what was thrown and is no error is not written at all', () => {
  expect(JSON.stringify(causeOf({ password: secret }))).not.toContain(secret);
  expect(JSON.stringify(causeOf(secret))).not.toContain(secret);
});

test('an error that only looks like ours stays opaque', () => {
  const fake = Object.assign(new Error(secret), { name: 'AppError', code: 'NOT_A_CODE', detail: {} });
  expect(refusalOf(fake, 'req_1')).toMatchObject({ code: 'INTERNAL' });
  expect(JSON.stringify(refusalOf(fake, 'req_1'))).not.toContain(secret);
  expect(refusalOf(new AppError('IN_USE', 'In use.'), 'req_1')).toMatchObject({ code: 'IN_USE', message: 'In use.' });
});
