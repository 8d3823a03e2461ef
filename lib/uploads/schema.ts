import { fileBytesMax } from '#lib/bson/limits.ts';

export { fileBytesMax };

/** Said by the browser before a byte leaves, and by the server to whoever sends it all the same. */
export const tooLargeText = `The file is larger than ${fileBytesMax / 1024 / 1024} MB. Export fewer credentials at once.`;

export interface UploadDto {
  readonly id: string;
  readonly fileName: string;
  readonly fileBytes: number;
}
