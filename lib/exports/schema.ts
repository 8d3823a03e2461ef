import { z } from 'zod';
import type { ExportState } from '#db/schema/exports.ts';
import type { AppForm } from '#lib/catalog/form.ts';
import type { Standing } from '#lib/checks/schema.ts';
import { selectionShapes } from '#lib/export-items/schema.ts';
import { rowId, storableText } from '#lib/names.ts';
import { receivingKeyInput } from '#lib/recipients/schema.ts';

export type { ExportState };

export const passphraseCharactersMin = 12;

const passphrase = z
  .string()
  .max(1_000)
  .refine(
    (text) => [...text].length >= passphraseCharactersMin,
    `At least ${passphraseCharactersMin} characters. A sentence works well.`,
  );

/** Who can open the file: whoever has the passphrase, this installation alone, or the tenant with that receiving key. */
export const sealingInput = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('passphrase'), passphrase }),
  z.strictObject({ kind: z.literal('installation') }),
  z.strictObject({ kind: z.literal('recipient'), key: receivingKeyInput }),
]);
export type SealingInput = z.output<typeof sealingInput>;

export const exportReason = storableText(500).refine((text) => text.trim().length > 0, 'Say why.');

const asked = { sealing: sealingInput, reason: exportReason };
/** The person's own, asked for again. */
const again = { ...asked, password: z.string().min(1).max(1_000) };
const { selected, app, all } = selectionShapes;
export const exportInput = z.discriminatedUnion('scope', [
  selected.extend(again),
  app.extend(again),
  all.extend(again),
]);
export type ExportInput = z.output<typeof exportInput>;

/** Of a program: its key has been proved with the request. */
export const keyExportInput = z.discriminatedUnion('scope', [
  selected.extend(asked),
  app.extend(asked),
  all.extend(asked),
]);
export type KeyExportInput = z.output<typeof keyExportInput>;

export const exportIdInput = z.strictObject({ id: rowId });

/** How far the making of a file is. */
export interface ExportProgress {
  readonly id: string;
  readonly state: ExportState;
  readonly fileName: string;
  /** Credentials looked at so far, of how many. */
  readonly done: number;
  readonly total: number;
  /** In the file, and those that cannot be read or cannot travel. */
  readonly count: number;
  readonly leftOut: number;
}

export const exportsPageSize = 50;
export const exportItemsPageSize = 100;

/** Of an address: the cursor of the list, the place of the last item seen. */
export const exportsCursor = storableText(400).nullish().catch(null);
export const exportItemsCursor = z.coerce.number().int().min(1).max(1_000_000).catch(0);

export interface ExportRow {
  readonly id: string;
  readonly resourceType: 'credential' | 'flow';
  readonly state: ExportState;
  readonly fileName: string;
  readonly count: number;
  readonly leftOut: number;
  readonly at: number;
  readonly by: string;
  readonly sealing: SealingInput['kind'];
  /** Of a recipient that was kept under a name. */
  readonly recipientName: string | null;
}

export interface ExportDetail extends ExportRow {
  readonly recipientFingerprint: string | null;
  readonly signerFingerprint: string | null;
  readonly reason: string | null;
  /** These three are there once the file has left. */
  readonly sentAt: number | null;
  readonly fileBytes: number | null;
  readonly sha256: string | null;
}

/** What was chosen, and how it stands now. */
export interface ExportedItem {
  readonly i: number;
  readonly name: string;
  /** Code of why it is not in the file; null when it is. */
  readonly leftOut: string | null;
  /** Null for a flow. */
  readonly app: { readonly name: string; readonly icon: AppForm['icon'] } | null;
  readonly environment: string | null;
  readonly version: number | null;
  /** Of a credential that is still here. */
  readonly standing: Standing | null;
  /** Of a flow that is still here. */
  readonly flowId: string | null;
}

export interface ExportItemsPage {
  readonly items: readonly ExportedItem[];
  readonly next: number | null;
}

export interface ExportsPage {
  readonly rows: readonly ExportRow[];
  readonly next: string | null;
}
