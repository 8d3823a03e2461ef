import manifest from '../package.json' with { type: 'json' };

/** What stands in the header of an export, and what a health check says. */
export const platformVersion: string = manifest.version;
