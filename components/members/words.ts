import { canAssign, roles, type Role } from '#lib/access.ts';

export const roleWords: Record<Role, string> = {
  owner: 'Owner',
  admin: 'Admin',
  builder: 'Builder',
  viewer: 'Viewer',
};

/** What a role is for, in a sentence that stands alone. */
export const roleMeaning: Record<Role, string> = {
  owner: 'Owners do everything an admin may, and decide who is an owner.',
  admin: 'Admins manage members, workspaces, imports and exports, and delete credentials.',
  builder: 'Builders add, change and check credentials, and build flows with them.',
  viewer: 'Viewers see what is there and how it fares. They change nothing.',
};

const vowels = new Set(['o', 'a']);

/** `an owner`, `a builder`. */
export const roleInWords = (role: Role): string => `${vowels.has(role.charAt(0)) ? 'an' : 'a'} ${role}`;

/** The roles somebody may give. */
export const roleOptions = (own: Role) =>
  roles.filter((role) => canAssign(own, role)).map((value) => ({ value, label: roleWords[value] }));
