import { ImportCredential } from '#components/imports/import-credential.tsx';
import { credentialsHref } from '#components/shell/hrefs.ts';
import { Count } from '#components/ui/count.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import type { Permission } from '#lib/access.ts';
import type { AppForm } from '#lib/credentials/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { AppTile } from './app-tile.tsx';
import { CreateButton } from './create-button.tsx';

interface ComponentHeadProps {
  scope: Scope;
  /** The id stands in where there is no manifest to name it. */
  name: string;
  app: AppForm | null;
  count: number;
  permissions: readonly Permission[];
}

export function ComponentHead({ scope, name, app, count, permissions }: ComponentHeadProps) {
  return (
    <PageHead
      crumbs={[{ label: 'App Credentials', href: credentialsHref(scope) }]}
      tile={<AppTile icon={app?.icon ?? null} name={name} size="lg" />}
      title={name}
      beside={count > 0 && <Count value={count} noun="credential" />}
      sentence={app && <About app={app} />}
      actions={
        <>
          {permissions.includes('credential.import') && <ImportCredential scope={scope} />}
          {app && permissions.includes('credential.create') && <CreateButton component={app.id} />}
        </>
      }
    />
  );
}

function About({ app }: { app: AppForm }) {
  return (
    <>
      {app.category}. {app.description}{' '}
      {app.helpUrl && (
        <a href={app.helpUrl} target="_blank" rel="noreferrer">
          How to connect {app.name}
        </a>
      )}
    </>
  );
}
