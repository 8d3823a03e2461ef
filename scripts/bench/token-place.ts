/** What a benchmark of handouts keeps beside its database. */
import { join } from 'node:path';

/** The key, and the ids of all credentials, a line each. */
export const keyFileOf = (folder: string): string => join(folder, 'key');
export const targetsFileOf = (folder: string): string => join(folder, 'targets');
/** A session of a person, and the page of the dashboard they look at meanwhile. */
export const sessionFileOf = (folder: string): string => join(folder, 'session');
export const pageFileOf = (folder: string): string => join(folder, 'page');
