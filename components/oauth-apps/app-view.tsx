import { AppTile } from '#components/credentials/app-tile.tsx';
import { oauthAppHref, oauthAppsHref, settingsHref } from '#components/shell/hrefs.ts';
import { PageHead } from '#components/ui/page-head.tsx';
import { Tag } from '#components/ui/tag.tsx';
import type { AppUserPage } from '#lib/app-grants/schema.ts';
import type { OauthAppDetail, OauthSetup } from '#lib/oauth-apps/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { AppActions } from './app-actions.tsx';
import { AppUsers } from './app-users.tsx';
import { ClientPanel, SignInPanel } from './fact-panels.tsx';
import { providerWords } from './words.ts';

interface AppViewProps {
  scope: Scope;
  app: OauthAppDetail;
  setup: OauthSetup;
  users: AppUserPage;
  /** Not the first page of them. */
  isLater: boolean;
  canUpdate: boolean;
  now: number;
}

/** Everything about one client but its secret. */
export function AppView({ scope, app, setup, users, isLater, canUpdate, now }: AppViewProps) {
  const component = setup.components.find((one) => one.id === app.component) ?? null;
  const name = component?.name ?? app.component;
  return (
    <>
      <PageHead
        crumbs={[
          { label: 'Settings', href: settingsHref(scope) },
          { label: 'OAuth apps', href: oauthAppsHref(scope) },
        ]}
        tile={<AppTile icon={component?.icon ?? null} name={name} size="lg" />}
        title={app.name}
        beside={<Tag>{app.environment}</Tag>}
        sentence={`A client of ${component ? providerWords(component) : name}, for all workspaces.`}
        actions={
          canUpdate && <AppActions scope={scope} app={app} component={component} addresses={setup} users={users} />
        }
      />
      <div className="split">
        <div className="stack wide">
          <AppUsers path={oauthAppHref(scope, app.id)} tenant={scope.tenant} page={users} isLater={isLater} />
        </div>
        <div className="stack wide">
          <ClientPanel app={app} component={component} addresses={setup} now={now} />
          <SignInPanel app={app} component={component} />
        </div>
      </div>
    </>
  );
}
