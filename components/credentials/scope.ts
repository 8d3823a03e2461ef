/** Which workspace an action is about, by the slugs of its address. */
export interface Scope {
  readonly tenant: string;
  readonly workspace: string;
}

export const credentialsHref = ({ tenant, workspace }: Scope): string => `/${tenant}/${workspace}/credentials`;

export const componentHref = (scope: Scope, component: string): string =>
  `${credentialsHref(scope)}/${encodeURIComponent(component)}`;

export const credentialHref = (scope: Scope, { component, id }: { component: string; id: string }): string =>
  `${componentHref(scope, component)}/${encodeURIComponent(id)}`;
