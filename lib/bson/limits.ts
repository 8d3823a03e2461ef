const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/** What a file may ask of the reader, checked on the bytes before any object exists. All counts are inclusive. */
export interface ScanLimits {
  /** One document with everything in it. */
  readonly documentBytesMax: number;
  /** Documents and arrays inside each other; the outermost document is level 1. */
  readonly depthMax: number;
  /** Keys of one document, at one level. */
  readonly keysMax: number;
  /** Values of one array. */
  readonly arrayItemsMax: number;
  /** UTF-8 bytes of one key. */
  readonly keyBytesMax: number;
}

export const scanLimits: ScanLimits = {
  documentBytesMax: mebibyte,
  depthMax: 32,
  keysMax: 256,
  arrayItemsMax: 10_000,
  keyBytesMax: 256,
};

export const fileBytesMax = 64 * mebibyte;

/** Items of one file, and documents of one plain stream. */
export const documentsMax = 100_000;
/** Credentials of a plain file: each is looked at whole before the file is known to be refused. */
export const plainItemsMax = 25_000;

/** Keys and list entries of all documents together, sealed ones apart: work that the size of a file does not bound well. */
export const fileValuesMax = 500_000;

/** The scrypt work factor that is written, and the most that is accepted (r = 8, p = 1: 128 MiB of memory). */
export const scryptCost = 2 ** 17;
export const scryptBlockSize = 8;
export const scryptParallelization = 1;

/** One value of settings, metadata or secret, in UTF-8 bytes, and how many of them. */
export const valueBytesMax = 64 * kibibyte;
export const mapKeysMax = 64;

export const audienceMax = 64;

/** Steps of one flow. */
export const flowStepsMax = 100;
