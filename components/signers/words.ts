import type { SignerDto } from '#lib/files/schema.ts';

const words: Record<SignerDto['standing'], string> = {
  own: 'This tenant',
  former: 'This tenant, with a key it no longer signs with',
  yours: 'Another tenant here, from which you may export',
  installation: 'This installation, before its tenants had keys',
  known: 'A signer confirmed here before',
  unknown: 'Nobody confirmed here yet',
};

/** Who signed a file, as far as this tenant knows. */
export function signerWords({ standing, label, isHere }: SignerDto): string {
  if (standing === 'known' && label !== null) return `${label}, confirmed here before`;
  return standing === 'unknown' && isHere
    ? 'Another tenant of this installation, not confirmed here yet'
    : words[standing];
}

/** Asks for a confirmation: whose signature it is, nobody here has said. */
export const unknownWords = ({ isHere }: SignerDto): string =>
  isHere
    ? 'Signed by another tenant of this installation, which has not been confirmed here'
    : 'Signed by somebody who has not been confirmed here';
