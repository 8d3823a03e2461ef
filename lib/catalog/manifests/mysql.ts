import type { ManifestSource } from '#lib/catalog/schema.ts';
import { caCertificateField, hostField, passwordField, sslmodeField } from '#lib/catalog/server-fields.ts';

export const mysql: ManifestSource = {
  id: 'mysql',
  name: 'MySQL / MariaDB',
  category: 'Database',
  description: 'A MySQL or MariaDB database, or one that speaks their protocol.',
  helpUrl: 'https://dev.mysql.com/doc/refman/8.4/en/connecting.html',
  icon: { monogram: 'My' },
  authMethods: [
    {
      type: 'database',
      label: 'Database sign-in',
      fields: [
        hostField(
          'db.example.com',
          'Your database administrator or hosting provider names it, often as part of a connection string: mysql://user@host:port/database.',
        ),
        { name: 'port', label: 'Port', kind: 'port', default: 3306, pairWith: 'host' },
        {
          name: 'database',
          label: 'Database',
          kind: 'text',
          required: false,
          placeholder: 'orders',
          charactersMax: 64,
          hint: 'Leave it empty when the flows name one themselves.',
        },
        { name: 'user', label: 'User', kind: 'text', pairWith: 'database', charactersMax: 128 },
        passwordField,
        sslmodeField,
        caCertificateField('sslmode', ['verify-full']),
      ],
      audience: { from: 'hostPort', scheme: 'mysql', host: 'host', port: 'port' },
      verify: { kind: 'driver', driver: 'mysql' },
    },
  ],
};
