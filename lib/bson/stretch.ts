import { scrypt } from 'node:crypto';
import { AppError } from '#lib/errors.ts';
import { createTurns, inTurn } from '#lib/turns.ts';
import { fileKeyBytes, type PassphraseSealing } from './container.ts';
import { scryptBlockSize, scryptCost, scryptParallelization } from './limits.ts';

export type StretchCost = Pick<PassphraseSealing, 'n' | 'r' | 'p' | 'salt'>;

/**
 * Refuses a file that asks for more work than is given, before any is done.
 * @throws AppError IMP-206 above N = 2^17 or for r, p other than 8, 1; IMP-203 for an N that scrypt does not have.
 */
export function checkStretchCost({ n, r, p }: StretchCost): void {
  if (n > scryptCost || r !== scryptBlockSize || p !== scryptParallelization) {
    throw new AppError('IMP-206', 'The file asks for more key stretching than is done here.', { n, r, p });
  }
  if (!Number.isInteger(Math.log2(n))) {
    throw new AppError('IMP-203', 'The file names a key stretching that does not exist.', { n });
  }
}

/** One at a time, because each takes up to 128 MiB; and about half a second. */
const turns = createTurns({
  atOnce: 1,
  waitingMax: 16,
  ownWaitingMax: 8,
  busy: 'Many files are being opened. Try again in a moment.',
});

/**
 * A key of 32 bytes from a passphrase by scrypt (RFC 7914), off the event loop. The passphrase is taken as UTF-8 of its
 * NFC form: keyboards differ in how they compose é.
 * @param owner whose turn it is: a tenant's
 * @throws AppError INPUT_INVALID for an empty passphrase; BUSY when too many wait; as `checkStretchCost`.
 */
export async function stretchPassphrase(passphrase: string, cost: StretchCost, owner = ''): Promise<Buffer> {
  if (passphrase === '') throw new AppError('INPUT_INVALID', 'A passphrase is needed.', { field: 'passphrase' });
  checkStretchCost(cost);
  return inTurn(turns, owner, () => runScrypt(passphrase, cost));
}

function runScrypt(passphrase: string, { n, r, p, salt }: StretchCost): Promise<Buffer> {
  const options = { N: n, r, p, maxmem: 128 * r * (n + p + 2) };
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, fileKeyBytes, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
