import { findComponent } from '#lib/catalog/catalog.ts';
import { findMethod } from '#lib/catalog/schema.ts';

interface Endpoint {
  readonly tenantId: string;
  readonly component: string;
  /** `scheme://host:port`. */
  readonly tokenOrigin: string;
}

/**
 * What limits and pauses of a provider are by: `host:port`. Where the endpoint is whatever a tenant types, the tenant
 * follows: what fails there, at whoever's host, keeps nobody else from theirs.
 */
export function hostOf({ tenantId, component, tokenOrigin }: Endpoint): string {
  const host = tokenOrigin.slice(tokenOrigin.indexOf('://') + 3);
  const entry = findComponent(component);
  const rules = entry && 'authMethods' in entry ? findMethod(entry, 'oauth2')?.oauth : undefined;
  return rules?.tokenUrl.startsWith('{') ? `${host} ${tenantId}` : host;
}

/** The same as people know it. */
export const shownHost = (host: string): string => host.split(' ', 1)[0] ?? host;

/** How many of what uses an app are named where it is refused. */
export const namesTold = 5;
