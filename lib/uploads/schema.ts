import { z } from 'zod';
import { fileBytesMax } from '#lib/bson/limits.ts';
import { rowId } from '#lib/names.ts';

export { fileBytesMax };

/** Said by the browser before a byte leaves, and by the server to whoever sends it all the same. */
export const tooLargeText = `The file is larger than ${fileBytesMax / 1024 / 1024} MB. Export fewer at once.`;

export const discardInput = z.strictObject({ uploadId: rowId });

export interface UploadDto {
  readonly id: string;
  readonly fileName: string;
  readonly fileBytes: number;
}
