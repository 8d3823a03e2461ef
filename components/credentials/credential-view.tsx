import { activitySearch } from '#components/activity/filters.ts';
import { CheckHistory } from '#components/checks/check-history.tsx';
import { ChecksPanel } from '#components/checks/checks-panel.tsx';
import { GrantPanel } from '#components/grants/grant-panel.tsx';
import { activityHref, credentialHref } from '#components/shell/hrefs.ts';
import type { Permission } from '#lib/access.ts';
import type { AuditRow } from '#lib/audit/schema.ts';
import type { AppForm, CredentialDetail, VersionRow } from '#lib/credentials/schema.ts';
import type { GrantDto } from '#lib/grants/schema.ts';
import type { UseDto } from '#lib/uses/schema.ts';
import type { VerificationPage, VerificationRow } from '#lib/verifications/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { ActivityPanel } from './activity-panel.tsx';
import { BrokenComponent } from './broken-component.tsx';
import { DetailHead } from './detail-head.tsx';
import { IdentityPanel } from './identity-panel.tsx';
import { SettingsPanel } from './settings-panel.tsx';
import { Trouble } from './trouble.tsx';
import { UsedBy } from './used-by.tsx';
import { VersionsPanel } from './versions-panel.tsx';

interface CredentialViewProps {
  scope: Scope;
  /** Of the app; its id stands in where there is no manifest. */
  name: string;
  app: AppForm | null;
  credential: CredentialDetail;
  /** How its tokens are kept alive; null where it has none. */
  grant: GrantDto | null;
  /** The last checks, for the plot; a page of them all, for the table. */
  recent: readonly VerificationRow[];
  history: VerificationPage;
  isOlder: boolean;
  versions: { readonly versionsKept: number; readonly rows: readonly Omit<VersionRow, 'isCurrent'>[] };
  uses: readonly UseDto[];
  activity: readonly AuditRow[];
  permissions: readonly Permission[];
  now: number;
}

/** Everything about one credential but its secret. */
export function CredentialView(props: CredentialViewProps) {
  const { scope, name, app, credential, grant, recent, uses, permissions, now } = props;
  const canRestore = app !== null && permissions.includes('credential.update');
  const allHref = activitySearch(activityHref(scope), { about: credential.id });
  return (
    <>
      <DetailHead
        {...{ scope, name, app, credential, permissions, now }}
        durationMs={recent[0]?.at === credential.checkedAt ? recent[0].durationMs : null}
      />
      {!app && <BrokenComponent name={name} />}
      <Trouble
        {...{ scope, credential, now }}
        grantType={grant?.grantType ?? null}
        canUpdate={permissions.includes('credential.update')}
      />
      <div className="split">
        <div className="stack wide">
          <ChecksPanel rows={recent} />
          <UsedBy
            scope={scope}
            uses={uses}
            credential={{ id: credential.id, name: credential.name }}
            replacesWithin={app && permissions.includes('flow.update') ? { id: app.id, name: app.name } : null}
          />
          <VersionsPanel
            scope={scope}
            credential={{ id: credential.id, revision: credential.revision }}
            versions={props.versions.rows.map((one) => ({ ...one, isCurrent: one.number === credential.version }))}
            versionsKept={props.versions.versionsKept}
            restoresWith={canRestore ? app.name : null}
            now={now}
          />
          <CheckHistory
            path={credentialHref(scope, credential)}
            page={props.history}
            isOlder={props.isOlder}
            now={now}
          />
        </div>
        <div className="stack wide">
          {grant && (
            <GrantPanel
              {...{ scope, grant, now }}
              credential={{ id: credential.id, name: credential.name }}
              canRefresh={permissions.includes('credential.refresh')}
            />
          )}
          <SettingsPanel app={app} credential={credential} />
          <IdentityPanel
            scope={permissions.includes('consumer.read') ? scope : null}
            credential={credential}
            now={now}
          />
          <ActivityPanel
            rows={props.activity}
            allHref={permissions.includes('activity.read') ? allHref : null}
            now={now}
          />
        </div>
      </div>
    </>
  );
}
