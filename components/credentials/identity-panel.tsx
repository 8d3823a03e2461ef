import { Link } from '#components/ui/link.tsx';
import { consumerHref } from '#components/shell/hrefs.ts';
import { Copied } from '#components/ui/copied.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Time } from '#components/ui/time.tsx';
import type { ConsumerRef, CredentialDetail } from '#lib/credentials/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

interface IdentityPanelProps {
  /** Null for those who may not look at consumers. */
  scope: Scope | null;
  credential: CredentialDetail;
  now: number;
}

/** What a machine knows it by, and its dates. The identifier travels with export and import, the id does not. */
export function IdentityPanel({ scope, credential, now }: IdentityPanelProps) {
  const { id, identifier, consumer, createdAt, expiresAt, lastUsedAt, audience } = credential;
  return (
    <Panel title="Identity">
      <Facts
        facts={[
          { term: 'Identifier', value: <Copied text={identifier} name="identifier" />, mono: true },
          { term: 'Id', value: <Copied text={id} name="id" />, mono: true },
          ...(consumer ? [{ term: 'Consumer', value: <Whose scope={scope} consumer={consumer} />, mono: true }] : []),
          ...(audience.length > 0 ? [{ term: 'Goes only to', value: audience.join(' '), mono: true }] : []),
          { term: 'Created', value: <Time at={createdAt} now={now} dateOnly /> },
          {
            term: 'Expires',
            value: expiresAt === null ? 'Does not expire' : <Time at={expiresAt} now={now} dateOnly />,
          },
          { term: 'Last used', value: lastUsedAt === null ? 'Never' : <Time at={lastUsedAt} now={now} /> },
        ]}
      />
    </Panel>
  );
}

/** On whose behalf it exists. */
function Whose({ scope, consumer }: { scope: Scope | null; consumer: ConsumerRef }) {
  if (!scope) return consumer.externalId;
  return <Link href={consumerHref(scope, consumer.id)}>{consumer.externalId}</Link>;
}
