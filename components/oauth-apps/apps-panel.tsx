import { Panel } from '#components/ui/panel.tsx';
import type { OauthAppDto, OauthComponent } from '#lib/oauth-apps/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { AppTable } from './app-table.tsx';
import { NewAppButton } from './new-app-button.tsx';

interface AppsPanelProps {
  scope: Scope;
  apps: readonly OauthAppDto[];
  components: readonly OauthComponent[];
  uses: ReadonlyMap<string, number>;
  canUpdate: boolean;
  now: number;
}

/** What this tenant is at the providers it connects to: shared by all of its workspaces. */
export function AppsPanel({ canUpdate, ...table }: AppsPanelProps) {
  return (
    <Panel title="OAuth apps" flush={table.apps.length > 0} aside={canUpdate && <NewAppButton />}>
      {table.apps.length > 0 ? (
        <AppTable {...table} />
      ) : (
        <p className="soft">
          None yet. An OAuth app is what you are at a provider: a client id and its secret, registered there once for
          staging and once for production. With one here, people connect their accounts by signing in, and tokens are
          refreshed for them. {!canUpdate && 'An administrator of this tenant can add one.'}
        </p>
      )}
    </Panel>
  );
}
