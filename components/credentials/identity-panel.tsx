import { Copied } from '#components/ui/copied.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Time } from '#components/ui/time.tsx';
import type { CredentialDetail } from '#lib/credentials/schema.ts';

/** What a machine knows it by, and its dates. The identifier travels with export and import, the id does not. */
export function IdentityPanel({ credential, now }: { credential: CredentialDetail; now: number }) {
  const { id, identifier, createdAt, expiresAt, lastUsedAt, audience } = credential;
  return (
    <Panel title="Identity">
      <Facts
        facts={[
          { term: 'Identifier', value: <Copied text={identifier} name="identifier" />, mono: true },
          { term: 'Id', value: <Copied text={id} name="id" />, mono: true },
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
