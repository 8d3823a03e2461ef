import type { ManifestSource } from '#lib/catalog/schema.ts';
import { caCertificateField, hostField, passwordField } from '#lib/catalog/server-fields.ts';

export const smtp: ManifestSource = {
  id: 'smtp',
  name: 'SMTP',
  category: 'Email',
  description: 'A mail server that takes messages from signed-in senders.',
  helpUrl: 'https://www.rfc-editor.org/rfc/rfc6409',
  icon: { monogram: 'Sm' },
  authMethods: [
    {
      type: 'basic',
      label: 'User and password',
      fields: [
        hostField(
          'smtp.example.com',
          'Your mail provider names it under “outgoing mail” or “SMTP settings”, together with the port and the kind of encryption.',
        ),
        {
          name: 'port',
          label: 'Port',
          kind: 'port',
          default: 587,
          pairWith: 'host',
          hint: 'Usually 587 with STARTTLS, 465 with TLS from the start.',
        },
        { name: 'user', label: 'User', kind: 'text', placeholder: 'orders@example.com', charactersMax: 320 },
        {
          ...passwordField,
          hint: 'Often an app password, made in the settings of the mail account. Sealed before it is stored.',
        },
        {
          name: 'encryption',
          guards: true,
          label: 'Encryption',
          kind: 'select',
          default: 'starttls',
          options: [
            { value: 'starttls', label: 'STARTTLS required, certificate checked' },
            { value: 'tls', label: 'TLS from the start, certificate checked' },
            { value: 'starttls-unchecked', label: 'STARTTLS required, certificate not checked' },
            { value: 'tls-unchecked', label: 'TLS from the start, certificate not checked' },
            { value: 'none', label: 'None: the password can be read on the way' },
          ],
        },
        caCertificateField('encryption', ['starttls', 'tls']),
      ],
      audience: { from: 'hostPort', scheme: 'smtp', host: 'host', port: 'port' },
      verify: { kind: 'driver', driver: 'smtp' },
    },
  ],
};
