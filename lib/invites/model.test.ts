import { expect, test } from 'vitest';
import type { Role } from '#lib/access.ts';
import { mayInvite } from './model.ts';

const inviter = (role: Role | null, change = {}) => ({ role, memberDisabledAt: null, userDisabledAt: null, ...change });

test.each<[Role | null, Role, boolean]>([
  ['owner', 'owner', true],
  ['owner', 'viewer', true],
  ['admin', 'owner', false],
  ['admin', 'admin', true],
  ['builder', 'viewer', false],
  ['viewer', 'viewer', false],
  [null, 'viewer', false],
])('%s backs an invitation as %s: %s', (own, given, isBacked) => {
  expect(mayInvite(inviter(own), given)).toBe(isBacked);
});

test('whoever is disabled, here or altogether, backs none', () => {
  expect(mayInvite(inviter('owner', { memberDisabledAt: 1 }), 'viewer')).toBe(false);
  expect(mayInvite(inviter('owner', { userDisabledAt: 1 }), 'viewer')).toBe(false);
});
