import { AppTile } from '#components/credentials/app-tile.tsx';
import { oauthAppHref } from '#components/shell/hrefs.ts';
import { Heads, NameCell, Table } from '#components/ui/table.tsx';
import { Tag } from '#components/ui/tag.tsx';
import { Time } from '#components/ui/time.tsx';
import type { OauthAppDto, OauthComponent } from '#lib/oauth-apps/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { usedByWords } from './words.ts';

interface AppTableProps {
  scope: Scope;
  apps: readonly OauthAppDto[];
  components: readonly OauthComponent[];
  uses: ReadonlyMap<string, number>;
  now: number;
}

/** Every client of the tenant, by component and name. */
export function AppTable({ scope, apps, components, uses, now }: AppTableProps) {
  const componentOf = new Map(components.map((one) => [one.id, one]));
  const sorted = apps.toSorted((a, b) => nameOf(componentOf, a).localeCompare(nameOf(componentOf, b), 'en'));
  return (
    <Table label="OAuth apps" bare stacked>
      <Heads of={['Name', 'App', 'Environment', 'Client id', 'Used by', 'Client secret']} />
      <tbody>
        {sorted.map((app) => (
          <tr key={app.id}>
            <NameCell href={oauthAppHref(scope, app.id)} name={app.name} />
            <td data-label="App">
              <span className="row">
                <AppTile
                  icon={componentOf.get(app.component)?.icon ?? null}
                  name={nameOf(componentOf, app)}
                  size="sm"
                />
                {nameOf(componentOf, app)}
              </span>
            </td>
            <td data-label="Environment">
              <Tag>{app.environment}</Tag>
            </td>
            <td data-label="Client id" className="mono breaks" dir="ltr">
              <span>{app.clientId}</span>
            </td>
            <td data-label="Used by" className="nowrap">
              {usedByWords(uses.get(app.id) ?? 0)}
            </td>
            <td data-label="Client secret" className="nowrap">
              <SecretAge savedAt={app.secretSavedAt} now={now} />
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

const nameOf = (components: ReadonlyMap<string, OauthComponent>, { component }: OauthAppDto): string =>
  components.get(component)?.name ?? component;

export function SecretAge({ savedAt, now }: { savedAt: number | null; now: number }) {
  if (savedAt === null) return <span className="muted">None, a public client</span>;
  return (
    <span>
      Saved <Time at={savedAt} now={now} dateOnly />
    </span>
  );
}
