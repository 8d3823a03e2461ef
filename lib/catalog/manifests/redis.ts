import type { ManifestSource } from '#lib/catalog/schema.ts';
import { caCertificateField, hostField, passwordField, sslmodeField } from '#lib/catalog/server-fields.ts';

export const redis: ManifestSource = {
  id: 'redis',
  name: 'Redis',
  category: 'Database',
  description: 'A Redis or Valkey server, or one node of a cluster.',
  helpUrl: 'https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/',
  icon: { simpleIcon: 'siRedis' },
  authMethods: [
    {
      type: 'database',
      label: 'Redis sign-in',
      fields: [
        hostField(
          'redis.example.com',
          'The administrator of the server or your hosting provider names it, often as part of a connection string: rediss://user@host:port/database.',
        ),
        { name: 'port', label: 'Port', kind: 'port', default: 6379, pairWith: 'host' },
        {
          name: 'user',
          label: 'User',
          kind: 'text',
          required: false,
          placeholder: 'default',
          charactersMax: 128,
          hint: 'Leave it empty where there is only a password.',
        },
        {
          name: 'database',
          label: 'Database number',
          kind: 'number',
          required: false,
          pairWith: 'user',
          placeholder: '0',
          pattern: '^\\d{1,5}$',
          patternMessage: 'A whole number, 0 or more.',
        },
        passwordField,
        sslmodeField,
        caCertificateField('sslmode', ['verify-full']),
      ],
      audience: { from: 'hostPort', scheme: 'redis', host: 'host', port: 'port' },
      verify: { kind: 'driver', driver: 'redis' },
    },
  ],
};
