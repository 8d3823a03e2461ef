import { keysHref, membersHref, settingsHref } from '#components/shell/hrefs.ts';
import { SubNav } from '#components/shell/sub-nav.tsx';
import type { Scope } from '#lib/workspaces/schema.ts';

/** The pages of the settings, for those who may see more than one. */
export const SettingsNav = ({ scope }: { scope: Scope }) => (
  <SubNav
    label="Settings"
    links={[
      { label: 'Workspaces and sessions', href: settingsHref(scope) },
      { label: 'Members', href: membersHref(scope) },
      { label: 'Keys', href: keysHref(scope) },
    ]}
  />
);
