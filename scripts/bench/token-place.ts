/** What a benchmark of handouts keeps beside its database: the key, and the ids of all credentials. */
import { join } from 'node:path';

export const keyFileOf = (folder: string): string => join(folder, 'key');
export const targetsFileOf = (folder: string): string => join(folder, 'targets');
