import { Link } from '#components/ui/link.tsx';
import { credentialHref } from '#components/shell/hrefs.ts';
import { Pager } from '#components/ui/pager.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Heads, Table } from '#components/ui/table.tsx';
import { Tag } from '#components/ui/tag.tsx';
import { amount } from '#components/ui/words.ts';
import type { AppUser, AppUserPage } from '#lib/app-grants/schema.ts';

interface AppUsersProps {
  /** Of the page that shows it. */
  path: string;
  tenant: string;
  page: AppUserPage;
  isLater: boolean;
}

/** The credentials that were connected with an app, in every workspace. */
export function AppUsers({ path, tenant, page, isLater }: AppUsersProps) {
  if (page.total === 0) {
    return (
      <Panel title="Used by">
        <p className="soft">
          Nothing yet. Choose it when a credential of this app is created, and people sign in with it.
        </p>
      </Panel>
    );
  }
  return (
    <>
      <Panel title="Used by" aside={<span className="muted">{amount(page.total, 'credential')}</span>} flush>
        <UserTable tenant={tenant} users={page.rows} />
      </Panel>
      <Pager
        label="Pages of credentials"
        start={isLater ? path : null}
        next={page.next === null ? null : `${path}?after=${encodeURIComponent(page.next)}`}
      />
    </>
  );
}

export function UserTable({ tenant, users }: { tenant: string; users: readonly AppUser[] }) {
  return (
    <Table label="Credentials connected with it" bare stacked>
      <Heads of={['Credential', 'Workspace', 'Environment']} />
      <tbody>
        {users.map((user) => (
          <tr key={user.id}>
            <td data-label="Credential">
              <Link href={credentialHref({ tenant, workspace: user.workspace.slug }, user)}>{user.name}</Link>
            </td>
            <td data-label="Workspace">{user.workspace.name}</td>
            <td data-label="Environment">
              <Tag>{user.environment}</Tag>
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
