/** Who may do what: one table. A role has a permission or it has not; nothing else decides. */
export const roles = ['owner', 'admin', 'builder', 'viewer'] as const;
export type Role = (typeof roles)[number];

const everyone = ['owner', 'admin', 'builder', 'viewer'] as const;
const builders = ['owner', 'admin', 'builder'] as const;
const admins = ['owner', 'admin'] as const;
const owners = ['owner'] as const;

const table = {
  'credential.read': everyone,
  'credential.create': builders,
  'credential.update': builders,
  'credential.verify': builders,
  'credential.delete': admins,
  'credential.restore': admins,
  'credential.import': admins,
  'credential.export': admins,
  'upload.create': builders,
  'flow.read': everyone,
  'flow.create': builders,
  'flow.update': builders,
  'flow.activate': builders,
  'flow.delete': builders,
  'flow.import': builders,
  'flow.export': builders,
  'activity.read': admins,
  'workspace.create': admins,
  'workspace.update': admins,
  'member.read': admins,
  'member.invite': admins,
  'member.update': admins,
  'tenant.update': owners,
  'key.read': admins,
  'key.rotate': owners,
  'signer.update': admins,
  'recipient.read': builders,
  'recipient.update': admins,
  'oauth_app.read': builders,
  'oauth_app.update': admins,
  'credential.refresh': builders,
  'webhook.read': admins,
  'webhook.update': admins,
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof table;

export const permissions = Object.keys(table) as readonly Permission[];

export const canDo = (role: Role, permission: Permission): boolean =>
  (table[permission] as readonly Role[]).includes(role);

export const permissionsOf = (role: Role): readonly Permission[] => permissions.filter((one) => canDo(role, one));

/** Otherwise an admin could make themselves an owner, or take one away. */
export const canAssign = (own: Role, role: Role): boolean => own === 'owner' || role !== 'owner';
