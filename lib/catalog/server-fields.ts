import type { ManifestSource } from './schema.ts';

type FieldSource = ManifestSource['authMethods'][number]['fields'][number];

/** Fields that every server has that is signed in to over a connection of its own. */
export const hostField = (placeholder: string, help: string): FieldSource => ({
  name: 'host',
  label: 'Host',
  kind: 'host',
  placeholder,
  hint: 'Without a scheme and without a path.',
  help: { text: help },
});

export const passwordField = {
  name: 'password',
  label: 'Password',
  kind: 'secret',
  secret: true,
  paste: 'exact',
  charactersMax: 1_000,
  hint: 'Sealed before it is stored. Nobody can read it back here.',
} as const satisfies FieldSource;

/** Values in the words of libpq: https://www.postgresql.org/docs/current/libpq-ssl.html */
export const sslmodeField = {
  name: 'sslmode',
  guards: true,
  label: 'Encryption',
  kind: 'select',
  default: 'verify-full',
  options: [
    { value: 'verify-full', label: 'Required, certificate checked' },
    { value: 'require', label: 'Required, certificate not checked' },
    { value: 'disable', label: 'None: the password may be read on the way' },
  ],
} satisfies FieldSource;

/** Asked for where the field that chooses the encryption has one of the values that check the certificate. */
export const caCertificateField = (field: string, is: string[]): FieldSource => ({
  name: 'caCertificate',
  guards: true,
  label: 'CA certificate',
  kind: 'multiline',
  required: false,
  when: { field, is },
  placeholder: '-----BEGIN CERTIFICATE-----',
  pattern: '^-----BEGIN CERTIFICATE-----[\\s\\S]+-----END CERTIFICATE-----$',
  patternMessage: 'A certificate in PEM, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.',
  hint: 'Only where the server has a certificate of your own or of your provider, not of a public authority.',
});
