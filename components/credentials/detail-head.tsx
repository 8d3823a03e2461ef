import { componentHref, credentialsHref } from '#components/shell/hrefs.ts';
import { PageHead } from '#components/ui/page-head.tsx';
import { State } from '#components/ui/state.tsx';
import { Tag } from '#components/ui/tag.tsx';
import { Time } from '#components/ui/time.tsx';
import type { Permission } from '#lib/access.ts';
import type { AppForm, CredentialDetail } from '#lib/credentials/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { AppTile } from './app-tile.tsx';
import { DetailActions } from './detail-actions.tsx';
import { expiryWords } from './words.ts';

interface DetailHeadProps {
  scope: Scope;
  name: string;
  app: AppForm | null;
  credential: CredentialDetail;
  /** How long the last check took. */
  durationMs: number | null;
  permissions: readonly Permission[];
  now: number;
}

export function DetailHead({ scope, name, app, credential, durationMs, permissions, now }: DetailHeadProps) {
  const { state, expiresAt } = credential;
  const words = state === 'expiring' && expiresAt !== null ? expiryWords(expiresAt, now) : undefined;
  return (
    <PageHead
      crumbs={[
        { label: 'App Credentials', href: credentialsHref(scope) },
        { label: name, href: componentHref(scope, credential.component) },
      ]}
      tile={<AppTile icon={app?.icon ?? null} name={name} size="lg" />}
      title={credential.name}
      beside={
        <>
          <State state={state}>{words}</State>
          <Tag>{credential.environment}</Tag>
        </>
      }
      sentence={<LastCheck credential={credential} durationMs={durationMs} now={now} />}
      actions={<DetailActions scope={scope} app={app} credential={credential} permissions={permissions} />}
    />
  );
}

function LastCheck({ credential, durationMs, now }: Pick<DetailHeadProps, 'credential' | 'durationMs' | 'now'>) {
  const { account, checkedAt } = credential;
  if (checkedAt === null) return 'Not checked yet';
  return (
    <>
      {account ? (
        <>
          Connected as <span className="mono">{account}</span>, checked{' '}
        </>
      ) : (
        'Checked '
      )}
      <Time at={checkedAt} now={now} />
      {durationMs !== null && ` in ${durationMs.toLocaleString('en-GB')} ms`}
    </>
  );
}
