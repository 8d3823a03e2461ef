import { z } from 'zod';
import type { FileFacts } from '#db/schema/imports.ts';
import { rowId } from '#lib/names.ts';
import type { SignerStanding } from '#lib/signers/schema.ts';

/** A file that has been sent, and what opens it; null before the person was asked. */
export const readInput = z.strictObject({ uploadId: rowId, passphrase: z.string().max(1_000).nullable() });
export type ReadInput = z.output<typeof readInput>;

/** The same, once the person has seen what the file would do and says that it be done. */
export const confirmedInput = readInput.extend({
  /** Of the plan the person saw. */
  token: z.string().max(100),
  /** The person confirmed a signer this tenant did not know. */
  acceptSigner: z.boolean(),
});

export interface SignerDto {
  readonly fingerprint: string;
  readonly standing: SignerStanding;
  /** What people here call a known one; null while nobody has said. */
  readonly label: string | null;
  /** A tenant of this installation signs with it. */
  readonly isHere: boolean;
  /** A confirmation by this person holds for later files too. */
  readonly isRemembered: boolean;
}

/** A file as it is shown. A `platformVersion` is another one that wrote it: told, not refused. */
export interface FileDto extends FileFacts {
  readonly signer: SignerDto | null;
}
