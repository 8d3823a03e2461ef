import type { ErrorCode } from '#lib/errors.ts';

/** A file that means harm, and what the import says to it. */
export interface HostileCase {
  readonly name: string;
  readonly code: ErrorCode;
  /** Opens what is sealed; null for a file that is refused before. */
  readonly passphrase: string | null;
  /** The number of the item at fault, where it is known. */
  readonly item: number | null;
  readonly bytes: () => Promise<Iterable<Uint8Array>>;
}

/** A file refused without any key. */
export const hostile = (
  code: ErrorCode,
  name: string,
  bytes: () => Uint8Array | Iterable<Uint8Array> | Promise<Uint8Array>,
): HostileCase => ({
  name,
  code,
  passphrase: null,
  item: null,
  bytes: async () => {
    const made = await bytes();
    return made instanceof Uint8Array ? [made] : made;
  },
});
