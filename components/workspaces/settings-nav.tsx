import {
  apiKeysHref,
  keysHref,
  membersHref,
  oauthAppsHref,
  settingsHref,
  webhooksHref,
} from '#components/shell/hrefs.ts';
import { SubNav } from '#components/shell/sub-nav.tsx';
import { canDo, type Permission, type Role } from '#lib/access.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

interface SettingsLink {
  readonly label: string;
  readonly href: (scope: Scope) => string;
  readonly needs?: Permission;
}

const links: readonly SettingsLink[] = [
  { label: 'Workspaces and sessions', href: settingsHref },
  { label: 'Members', href: membersHref, needs: 'member.read' },
  { label: 'Keys', href: keysHref, needs: 'key.read' },
  { label: 'API keys', href: apiKeysHref, needs: 'api_key.read' },
  { label: 'OAuth apps', href: oauthAppsHref, needs: 'oauth_app.read' },
  { label: 'Webhooks', href: webhooksHref, needs: 'webhook.read' },
];

/** The pages of the settings that somebody of this role may see; none where there is only one. */
export function SettingsNav({ scope, role }: { scope: Scope; role: Role }) {
  const mine = links.filter(({ needs }) => needs === undefined || canDo(role, needs));
  if (mine.length < 2) return null;
  return <SubNav label="Settings" links={mine.map(({ label, href }) => ({ label, href: href(scope) }))} />;
}
