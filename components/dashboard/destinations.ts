import {
  activityHref,
  apiKeysHref,
  componentHref,
  consumersHref,
  credentialHref,
  credentialsHref,
  exportsHref,
  flowsHref,
  freshnessHref,
  importsHref,
  keysHref,
  membersHref,
  oauthAppsHref,
  settingsHref,
  trashHref,
  webhooksHref,
} from '#components/shell/hrefs.ts';
import type { Permission } from '#lib/access.ts';
import type { AppForm, FoundCredential, ShownState } from '#lib/credentials/schema.ts';
import { nameKey } from '#lib/names.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

/** Where the palette leads. */
export interface Destination {
  readonly id: string;
  readonly group: 'Credentials' | 'Apps' | 'Things to do';
  readonly label: string;
  readonly detail: string;
  readonly href: string;
  /** Of a credential. */
  readonly state?: ShownState;
  /** Of an app. */
  readonly icon?: AppForm['icon'];
}

export interface DestinationGroup {
  readonly value: Destination['group'];
  readonly items: readonly Destination[];
}

/** Rows that follow one another under one heading; their order stays. */
export function inGroups(rows: readonly Destination[]): DestinationGroup[] {
  const values = [...new Set(rows.map((row) => row.group))];
  return values.map((value) => ({ value, items: rows.filter((row) => row.group === value) }));
}

type App = Pick<AppForm, 'id' | 'name' | 'icon'>;

export function credentialDestinations(scope: Scope, found: readonly FoundCredential[], apps: readonly App[]) {
  return found.map((one): Destination => ({
    id: one.id,
    group: 'Credentials',
    label: one.name,
    detail: `${apps.find((app) => app.id === one.component)?.name ?? one.component}, ${one.environment}`,
    href: credentialHref(scope, one),
    state: one.state,
  }));
}

/** Apps and things to do whose words hold what was typed. Without any words: what there is to do. */
export function fixedDestinations(scope: Scope, q: string, apps: readonly App[], permissions: readonly Permission[]) {
  const wanted = nameKey(q);
  const fits = (one: Destination) => nameKey(one.label).includes(wanted);
  const named = wanted === '' ? [] : apps.map((app) => appDestination(scope, app)).filter(fits);
  return [...named.slice(0, 5), ...thingsToDo(scope, permissions).filter(fits)];
}

const appDestination = (scope: Scope, { id, name, icon }: App): Destination => ({
  id: `app ${id}`,
  group: 'Apps',
  label: name,
  detail: 'App',
  href: componentHref(scope, id),
  icon,
});

function thingsToDo(scope: Scope, permissions: readonly Permission[]): Destination[] {
  const things: [label: string, href: string, permission: Permission][] = [
    ['Create a credential', `${credentialsHref(scope)}?create=`, 'credential.create'],
    ['Create a flow', `${flowsHref(scope)}?create=`, 'flow.create'],
    ['Show what failed', `${credentialsHref(scope)}?state=failed`, 'credential.read'],
    ['Show what expires soon', `${credentialsHref(scope)}?state=expiring`, 'credential.read'],
    ['Show what needs somebody to sign in again', `${credentialsHref(scope)}?state=reconnect`, 'credential.read'],
    ['Open Freshness', freshnessHref(scope), 'credential.read'],
    ['Open Flows', flowsHref(scope), 'flow.read'],
    ['Show flows that need attention', `${flowsHref(scope)}?trouble=true`, 'flow.read'],
    ['Open Consumers', consumersHref(scope), 'consumer.read'],
    ['Open Imports', importsHref(scope), 'credential.import'],
    ['Open Exports', exportsHref(scope), 'credential.export'],
    ['Open Trash', trashHref(scope), 'credential.read'],
    ['Open Activity', activityHref(scope), 'activity.read'],
    ['Open Settings', settingsHref(scope), 'credential.read'],
    ['Open Members', membersHref(scope), 'member.read'],
    ['Open Keys', keysHref(scope), 'key.read'],
    ['Open API keys', apiKeysHref(scope), 'api_key.read'],
    ['Open OAuth apps', oauthAppsHref(scope), 'oauth_app.read'],
    ['Open webhooks', webhooksHref(scope), 'webhook.read'],
  ];
  return things
    .filter(([, , permission]) => permissions.includes(permission))
    .map(([label, href]) => ({ id: `do ${label}`, group: 'Things to do', label, detail: '', href }));
}
