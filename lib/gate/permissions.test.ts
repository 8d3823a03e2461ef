import { expect, test } from 'vitest';
import { permissionsOf } from '#lib/access.ts';

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
