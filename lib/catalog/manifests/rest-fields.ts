import type { ManifestSource } from '#lib/catalog/schema.ts';

type FieldSource = ManifestSource['authMethods'][number]['fields'][number];

/** Where an API of no particular vendor is. */
export const baseUrlField: FieldSource = {
  name: 'baseUrl',
  label: 'Base URL',
  kind: 'url',
  placeholder: 'https://api.example.com/v1',
  hint: 'The secret is sent to this host only.',
  help: { text: 'The documentation of the API names it, often under "Getting started".' },
};

/** What it is asked to see whether a secret is good. */
export const testPathField: FieldSource = {
  name: 'testPath',
  label: 'Test path',
  kind: 'text',
  required: false,
  placeholder: '/me',
  pattern: '^/(?!/)[^\\s#]*$',
  patternMessage: 'A path begins with one slash and has no blanks, for example /me.',
  hint: 'A GET that only a valid secret may do. Without it the credential cannot be checked.',
};
