import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { AppError } from '#lib/errors.ts';

/** OWASP Password Storage: argon2id, 19 MiB, two passes, one lane. */
const parameters = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const tagBytes = 32;
const saltBytes = 16;

/** Each hash holds a thread and 19 MiB: two at once leave the other threads to the rest of the program. */
const atOnceMax = 2;
const waitingMax = 64;

interface Argon2Cost {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(run: () => Promise<T>): Promise<T> {
  if (waiting.length >= waitingMax)
    throw new AppError('BUSY', 'Too many people are signing in. Try again in a moment.');
  if (running >= atOnceMax) await new Promise<void>((resume) => void waiting.push(resume));
  else running += 1;
  try {
    return await run();
  } finally {
    // A waiting one takes over this one's place; only with nobody waiting does the place become free.
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

const derive = (password: string, salt: Buffer, cost: Argon2Cost, tagLength: number): Promise<Buffer> =>
  inTurn(
    () =>
      new Promise((resolve, reject) => {
        argon2('argon2id', { message: password, nonce: salt, tagLength, ...cost }, (error, tag) => {
          if (error) reject(error);
          else resolve(tag);
        });
      }),
  );

const plain64 = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');

/** A PHC string: `$argon2id$v=19$m=19456,t=2,p=1$salt$tag`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const tag = await derive(password, salt, parameters, tagBytes);
  const { memory, passes, parallelism } = parameters;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${plain64(salt)}$${plain64(tag)}`;
}

const phc = /^\$argon2id\$v=19\$m=(\d{4,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

/**
 * Costs the same whether there is such a person or not: without a hash, one that nothing matches is tried instead.
 */
export async function isPasswordOf(password: string, hash: string | null): Promise<boolean> {
  const found = phc.exec(hash ?? '');
  if (!found) {
    await derive(password, randomBytes(saltBytes), parameters, tagBytes);
    return false;
  }
  const [, memory, passes, parallelism, salt = '', tag = ''] = found;
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  const expected = Buffer.from(tag, 'base64');
  const derived = await derive(password, Buffer.from(salt, 'base64'), cost, expected.length);
  return timingSafeEqual(derived, expected);
}
