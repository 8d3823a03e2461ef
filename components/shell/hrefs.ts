import type { Scope } from '#lib/workspaces/schema.ts';

/** The addresses of this dashboard, each spelled once. */
const workspaceHref = ({ tenant, workspace }: Scope): string => `/${tenant}/${workspace}`;

export const credentialsHref = (scope: Scope): string => `${workspaceHref(scope)}/credentials`;

export const componentHref = (scope: Scope, component: string): string =>
  `${credentialsHref(scope)}/${encodeURIComponent(component)}`;

export const credentialHref = (scope: Scope, { component, id }: { component: string; id: string }): string =>
  `${componentHref(scope, component)}/${encodeURIComponent(id)}`;

export const trashHref = (scope: Scope): string => `${credentialsHref(scope)}/trash`;

export const freshnessHref = (scope: Scope): string => `${workspaceHref(scope)}/freshness`;

export const activityHref = (scope: Scope): string => `${workspaceHref(scope)}/activity`;

export const settingsHref = (scope: Scope): string => `${workspaceHref(scope)}/settings`;

export const membersHref = (scope: Scope): string => `${settingsHref(scope)}/members`;

export const keysHref = (scope: Scope): string => `${settingsHref(scope)}/keys`;

export const webhooksHref = (scope: Scope): string => `${settingsHref(scope)}/webhooks`;

export const webhookHref = (scope: Scope, endpointId: string): string =>
  `${webhooksHref(scope)}/${encodeURIComponent(endpointId)}`;

export const apiKeysHref = (scope: Scope): string => `${settingsHref(scope)}/api-keys`;

export const oauthAppsHref = (scope: Scope): string => `${settingsHref(scope)}/oauth-apps`;

export const oauthAppHref = (scope: Scope, appId: string): string =>
  `${oauthAppsHref(scope)}/${encodeURIComponent(appId)}`;

export const inviteHref = (token: string): string => `/invite/${encodeURIComponent(token)}`;

export const flowsHref = (scope: Scope): string => `${workspaceHref(scope)}/flows`;

export const flowHref = (scope: Scope, flowId: string): string => `${flowsHref(scope)}/${encodeURIComponent(flowId)}`;

export const consumersHref = (scope: Scope): string => `${workspaceHref(scope)}/consumers`;

export const consumerHref = (scope: Scope, consumerId: string): string =>
  `${consumersHref(scope)}/${encodeURIComponent(consumerId)}`;

export const connectionsImportHref = (scope: Scope): string => `${consumersHref(scope)}/import`;

export const importsHref = (scope: Scope): string => `${workspaceHref(scope)}/imports`;

export const importHref = (scope: Scope, importId: string): string =>
  `${importsHref(scope)}/${encodeURIComponent(importId)}`;

export const exportsHref = (scope: Scope): string => `${workspaceHref(scope)}/exports`;

export const exportHref = (scope: Scope, exportId: string): string =>
  `${exportsHref(scope)}/${encodeURIComponent(exportId)}`;

export const exportFileHref = (scope: Scope, exportId: string): string => `${exportHref(scope, exportId)}/file`;

export const uploadHref = (scope: Scope): string => `${importsHref(scope)}/upload`;
