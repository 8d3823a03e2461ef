export { fileBytesMax } from '#lib/bson/limits.ts';

export interface UploadDto {
  readonly id: string;
  readonly fileName: string;
  readonly fileBytes: number;
}
