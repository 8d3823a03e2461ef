import { AppError, isAppError } from '#lib/errors.ts';
import { decrypt } from '#lib/vault/aead.ts';
import { openSealedTo } from '#lib/vault/hpke.ts';
import {
  fileKeyBinding,
  fileKeyBytes,
  frameBinding,
  type Frame,
  type Header,
  type PassphraseSealing,
  type RecipientSealing,
} from './container.ts';
import { decodeDocument, type BsonDocument } from './decode.ts';
import { frameName, type Container } from './frames.ts';
import { scanLimits } from './limits.ts';
import { scanDocument } from './scan.ts';
import { stretchPassphrase } from './stretch.ts';

/** What opens a file. `fileKey` is what `openFileKey` gave for the same file before: no second stretching. */
export type Unlock =
  /** `owner`: the tenant in whose turn it is stretched. */
  | { readonly kind: 'passphrase'; readonly passphrase: string; readonly owner?: string }
  | { readonly kind: 'installation'; readonly unwrap: (installationId: string, wrapped: Buffer) => Promise<Buffer> }
  /** The private key (PKCS#8 DER) of the receiving key with this fingerprint; null where it is somebody else's. */
  | { readonly kind: 'recipient'; readonly privateKeyOf: (recipient: string) => Promise<Buffer | null> }
  | { readonly kind: 'fileKey'; readonly fileKey: Buffer }
  | { readonly kind: 'plain' };

const wrongPassphrase = (): AppError => new AppError('IMP-204', 'That passphrase does not open this file.');
const otherInstallation = (message: string): AppError => new AppError('IMP-205', message);
const otherRecipient = (message: string, recipient: string): AppError =>
  new AppError('IMP-205', message, { recipient });

/**
 * The file key, 32 bytes.
 * @throws AppError IMP-204 for another passphrase or none, IMP-205 for another installation or receiving key, IMP-203 for
 * a file that is said to be plain and is not.
 */
export async function fileKeyOf({ sealing, exportId }: Header, unlock: Unlock): Promise<Buffer> {
  if (unlock.kind === 'fileKey') return unlock.fileKey;
  if (unlock.kind === 'plain') throw new AppError('IMP-203', 'The file is sealed.');
  if (sealing.kind === 'passphrase') {
    if (unlock.kind !== 'passphrase') throw new AppError('IMP-204', 'The file needs its passphrase.');
    return byPassphrase(sealing, exportId, unlock);
  }
  if (sealing.kind === 'recipient') return byReceivingKey(sealing, exportId, unlock);
  if (unlock.kind !== 'installation')
    throw otherInstallation('The file is sealed to an installation, not to a passphrase.');
  const key = await unreadableAs(otherInstallation('The file is sealed to another installation.'), () =>
    unlock.unwrap(sealing.installationId, sealing.wrapped),
  );
  if (key.length !== fileKeyBytes) throw otherInstallation('The file is sealed to another installation.');
  return key;
}

async function byPassphrase(
  sealing: PassphraseSealing,
  exportId: string,
  { passphrase, owner }: Extract<Unlock, { kind: 'passphrase' }>,
): Promise<Buffer> {
  if (passphrase === '') throw wrongPassphrase();
  const stretched = await stretchPassphrase(passphrase, sealing, owner);
  return unreadableAs(wrongPassphrase(), () => decrypt(stretched, fileKeyBinding(exportId), sealing.wrapped));
}

async function byReceivingKey(sealing: RecipientSealing, exportId: string, unlock: Unlock): Promise<Buffer> {
  const { recipient, ephemeral, wrapped } = sealing;
  const privateKey = unlock.kind === 'recipient' ? await unlock.privateKeyOf(recipient) : null;
  if (privateKey === null)
    throw otherRecipient(
      `The file is sealed to the receiving key ${recipient}, which is not one of this tenant. Only the tenant with that key opens it.`,
      recipient,
    );
  const changed = otherRecipient(
    `The file names the receiving key ${recipient}, and that key does not open it. It was changed, or made wrong. Ask for a new export.`,
    recipient,
  );
  return unreadableAs(changed, () =>
    openSealedTo(privateKey, { info: fileKeyBinding(exportId) }, { ephemeral, sealed: wrapped }),
  );
}

/** What is in a frame. IMP-207 when it does not open, IMP-101 … 110 when it is no document that may be read. */
export function openFrame(container: Container, fileKey: Buffer, { i, last, box }: Frame): BsonDocument {
  const plain = unsealed(container, fileKey, { i, last, box });
  try {
    const end = scanDocument(plain, 0, scanLimits, { offset: 0, depth: 1 });
    if (end !== plain.length)
      throw new AppError('IMP-110', 'There are bytes after the end of a document.', { offset: end });
  } catch (error) {
    if (!isAppError(error)) throw error;
    throw new AppError(error.code, `${frameName(i)}: ${error.message}`, { ...error.detail, item: i });
  }
  return decodeDocument(plain);
}

function unsealed(container: Container, fileKey: Buffer, { i, last, box }: Frame): Buffer {
  try {
    return decrypt(fileKey, frameBinding(container.headerHash, i, last), box);
  } catch (error) {
    if (!isAppError(error, 'UNREADABLE')) throw error;
    throw new AppError('IMP-207', `${frameName(i)} does not match its seal.`, { item: i });
  }
}

async function unreadableAs(refusal: AppError, open: () => Buffer | Promise<Buffer>): Promise<Buffer> {
  try {
    return await open();
  } catch (error) {
    throw isAppError(error, 'UNREADABLE') ? refusal : error;
  }
}
