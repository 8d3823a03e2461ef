import type { ManifestSource } from '#lib/catalog/schema.ts';
import { caCertificateField, hostField, passwordField, sslmodeField } from '#lib/catalog/server-fields.ts';

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
        hostField(
          'db.example.com',
          'Your database administrator or hosting provider names it, often as part of a connection string: postgres://user@host:port/database.',
        ),
        { name: 'port', label: 'Port', kind: 'port', default: 5432, pairWith: 'host' },
        { name: 'database', label: 'Database', kind: 'text', placeholder: 'orders', charactersMax: 63 },
        { name: 'user', label: 'User', kind: 'text', pairWith: 'database', charactersMax: 63 },
        passwordField,
        sslmodeField,
        caCertificateField('sslmode', ['verify-full']),
      ],
      audience: { from: 'hostPort', scheme: 'postgres', host: 'host', port: 'port' },
      verify: { kind: 'driver', driver: 'postgres' },
    },
  ],
};
