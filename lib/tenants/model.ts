/** First parts of addresses that are ours: a tenant of that name gets another slug. */
const reserved: ReadonlySet<string> = new Set([
  'about',
  'account',
  'admin',
  'api',
  'assets',
  'auth',
  'docs',
  'health',
  'help',
  'invite',
  'login',
  'logout',
  'metrics',
  'new',
  'oauth',
  'public',
  'settings',
  'setup',
  'sign-in',
  'sign-out',
  'static',
  'tenants',
  'vault',
]);

export const isReserved = (slug: string): boolean => reserved.has(slug);
