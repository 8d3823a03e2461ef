import type { ManifestSource } from '#lib/catalog/schema.ts';

/** `sslmode` has the words of libpq: https://www.postgresql.org/docs/current/libpq-ssl.html */
export const postgres: ManifestSource = {
  id: 'postgres',
  name: 'PostgreSQL',
  category: 'Database',
  description: 'A PostgreSQL database, or one that speaks its protocol.',
  helpUrl: 'https://www.postgresql.org/docs/current/',
  icon: { simpleIcon: 'siPostgresql' },
  authMethods: [
    {
      type: 'database',
      label: 'Database sign-in',
      fields: [
        {
          name: 'host',
          label: 'Host',
          kind: 'host',
          placeholder: 'db.example.com',
          hint: 'Without a scheme and without a path.',
          help: {
            text: 'Your database administrator or hosting provider names it, often as part of a connection string: postgres://user@host:port/database.',
          },
        },
        { name: 'port', label: 'Port', kind: 'port', default: 5432, pairWith: 'host' },
        { name: 'database', label: 'Database', kind: 'text', placeholder: 'orders', charactersMax: 63 },
        { name: 'user', label: 'User', kind: 'text', pairWith: 'database', charactersMax: 63 },
        {
          name: 'password',
          label: 'Password',
          kind: 'secret',
          secret: true,
          paste: 'exact',
          charactersMax: 1_000,
          hint: 'Sealed before it is stored. Nobody can read it back here.',
        },
        {
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
        },
        {
          name: 'caCertificate',
          guards: true,
          label: 'CA certificate',
          kind: 'multiline',
          required: false,
          when: { field: 'sslmode', is: ['verify-full'] },
          placeholder: '-----BEGIN CERTIFICATE-----',
          pattern: '^-----BEGIN CERTIFICATE-----[\\s\\S]+-----END CERTIFICATE-----$',
          patternMessage: 'A certificate in PEM, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.',
          hint: 'Only where the server has a certificate of your own or of your provider, not of a public authority.',
        },
      ],
      audience: { from: 'hostPort', scheme: 'postgres', host: 'host', port: 'port' },
      verify: { kind: 'driver', driver: 'postgres' },
    },
  ],
};
