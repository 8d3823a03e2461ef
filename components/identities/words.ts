import type { KeyKind } from '#lib/identities/schema.ts';

interface KeyWords {
  readonly title: string;
  /** What the key is for. */
  readonly purpose: string;
  /** What follows when another takes its place. */
  readonly rotation: string;
}

export const keyWords: Record<KeyKind, KeyWords> = {
  receiving: {
    title: 'Receiving key',
    purpose:
      'Others seal an export to it, and only this tenant opens the file, without a passphrase. It is no secret: send it to whoever exports for you, and read them the fingerprint by another way.',
    rotation:
      'Files sealed to the key before still open here. Send the new key to everybody who exports for you: until they have it, they seal to the former one.',
  },
  signing: {
    title: 'Signing key',
    purpose:
      'Every export of this tenant is signed by it. Whoever imports one for the first time compares this fingerprint with yours.',
    rotation:
      'Exports are signed by the new key from now on. Other tenants do not know it yet: they compare its fingerprint at their next import. Files signed before are still recognised here.',
  },
};
