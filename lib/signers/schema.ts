import { z } from 'zod';
import { fingerprintText, name, storableText } from '#lib/names.ts';

export const signerPageSize = 50;

export const signerInput = z.strictObject({ fingerprint: fingerprintText });
export const signerNameInput = signerInput.extend({ label: name });
/** Where a page begins. One from an address that was tampered with begins at the start. */
export const signerCursor = storableText(100).nullable().catch(null);

export interface SignerRow {
  readonly fingerprint: string;
  /** What people here call them; null while nobody has said. */
  readonly label: string | null;
  readonly pinnedAt: number;
  readonly pinnedBy: string;
}

export interface SignerPage {
  readonly rows: readonly SignerRow[];
  /** Where the next page begins; null at the end. */
  readonly next: string | null;
  readonly total: number;
}

/**
 * `own`: this tenant. `former`: this tenant, by a key it no longer signs with. `yours`: another tenant here from which
 * the person who asks may export. `installation`: this installation, before tenants signed with keys of their own.
 * `known`: confirmed once. `unknown`: somebody has to confirm it.
 */
export type SignerStanding = 'own' | 'former' | 'yours' | 'installation' | 'known' | 'unknown';
