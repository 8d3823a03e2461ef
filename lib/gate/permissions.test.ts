import { expect, test } from 'vitest';
import { permissionsOf, permissionsOfScopes } from '#lib/access.ts';

/** Written out once more by hand, so that a change of the table is a change of two files. */
const everyone = ['credential.read', 'flow.read'];
const builder = [
  ...everyone,
  'credential.create',
  'credential.update',
  'credential.verify',
  'flow.create',
  'flow.update',
  'flow.activate',
  'flow.delete',
  'flow.import',
  'flow.export',
  'upload.create',
  'recipient.read',
  'oauth_app.read',
  'credential.refresh',
  'consumer.read',
];
const admin = [
  ...builder,
  'credential.delete',
  'credential.restore',
  'credential.import',
  'credential.export',
  'activity.read',
  'workspace.create',
  'workspace.update',
  'member.read',
  'member.invite',
  'member.update',
  'key.read',
  'signer.update',
  'recipient.update',
  'oauth_app.update',
  'webhook.read',
  'webhook.update',
  'api_key.read',
  'api_key.update',
  'consumer.update',
  'consumer.delete',
  'connection.import',
  'credential.use',
  'user_token.create',
];

test.each([
  ['viewer', everyone],
  ['builder', builder],
  ['admin', admin],
  ['owner', [...admin, 'tenant.update', 'key.rotate']],
] as const)('%s', (role, expected) => {
  expect([...permissionsOf(role)].sort()).toEqual([...expected].sort());
});

/** What the listener for machines asks for somewhere; a key is given nothing it could not use there. */
test.each([
  ['metadata', ['credential.read', 'flow.read', 'consumer.read']],
  ['secrets', ['credential.use']],
  [
    'import',
    [
      'credential.create',
      'credential.update',
      'credential.verify',
      'credential.refresh',
      'credential.import',
      'upload.create',
      'connection.import',
      'consumer.update',
    ],
  ],
  [
    'manage',
    [
      'credential.delete',
      'credential.restore',
      'credential.export',
      'flow.activate',
      'webhook.read',
      'webhook.update',
      'activity.read',
      'consumer.delete',
      'api_key.read',
      'api_key.update',
      'user_token.create',
    ],
  ],
] as const)('a key with the scope %s', (scope, expected) => {
  expect([...permissionsOfScopes([scope])].sort()).toEqual([...expected].sort());
});
