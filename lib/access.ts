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
  'api_key.read': admins,
  'api_key.update': admins,
  'consumer.read': builders,
  'consumer.update': admins,
  'consumer.delete': admins,
  'connection.import': admins,
  'credential.use': admins,
  'user_token.create': admins,
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof table;

export const permissions = Object.keys(table) as readonly Permission[];

export const canDo = (role: Role, permission: Permission): boolean =>
  (table[permission] as readonly Role[]).includes(role);

export const permissionsOf = (role: Role): readonly Permission[] => permissions.filter((one) => canDo(role, one));

/**
 * What a key may be given, each apart from the others: who sees what there is does not see a secret, who brings
 * connections in does not take them out. What only people do, such as building a flow, is in none of them.
 */
export const scopes = ['metadata', 'secrets', 'import', 'manage'] as const;
export type Scope = (typeof scopes)[number];

const allowedBy: Readonly<Record<Scope, readonly Permission[]>> = {
  metadata: ['credential.read', 'flow.read', 'consumer.read'],
  secrets: ['credential.use'],
  import: [
    'credential.create',
    'credential.update',
    'credential.verify',
    'credential.refresh',
    'credential.import',
    'upload.create',
    'connection.import',
    'consumer.update',
  ],
  manage: [
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
};

/** The least role a key stands for; scopes take away from it, never add. */
export const keyRole: Role = 'admin';

/** What a token of one consumer may do at the most, and only with what is theirs. */
const forConsumers: readonly Permission[] = [
  'credential.read',
  'credential.use',
  'credential.create',
  'credential.update',
  'credential.verify',
  'credential.refresh',
  'credential.delete',
  'connection.import',
];

export const permissionsOfScopes = (given: readonly Scope[], isConsumers = false): ReadonlySet<Permission> =>
  new Set(given.flatMap((scope) => allowedBy[scope]).filter((one) => !isConsumers || forConsumers.includes(one)));

/** Which scope a key lacks for a permission; null: no key has it. */
export const scopeFor = (permission: Permission): Scope | null =>
  scopes.find((scope) => allowedBy[scope].includes(permission)) ?? null;

/** Otherwise an admin could make themselves an owner, or take one away. */
export const canAssign = (own: Role, role: Role): boolean => own === 'owner' || role !== 'owner';
