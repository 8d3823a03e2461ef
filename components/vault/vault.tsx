'use client';

import { useState } from 'react';
import { GatePage } from '#components/shell/gate-page.tsx';
import { Brand } from '#components/shell/brand.tsx';
import { Page } from '#components/shell/page.tsx';
import { SkipLink } from '#components/shell/skip-link.tsx';
import { Button } from '#components/ui/button.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { Result } from '#components/ui/result.tsx';
import { CardSkeletons, Waiting } from '#components/ui/skeleton.tsx';
import { ConnectionDialogs, type Deed } from './connection-dialogs.tsx';
import { OfferedApps } from './offered-apps.tsx';
import { OwnConnections } from './own-connections.tsx';
import type { Icons } from './app-sign.tsx';
import type { Session } from './session.ts';
import { useEntry, type Entry } from './use-entry.ts';
import { useVault, type VaultState } from './use-vault.ts';
import type { Connection } from './vault-api.ts';
import { asksBefore } from './words.ts';

interface VaultProps {
  /** Of the listener for machines, which this page asks. */
  apiOrigin: string;
  /** The address of this page. */
  page: string;
  icons: Icons;
}

/** The connections of one consumer, for a product that has no page of its own for them. */
export function Vault(props: VaultProps) {
  const entry = useEntry();
  switch (entry.kind) {
    case 'starting':
      return <Loading />;
    case 'none':
      return (
        <GatePage title="This page needs a link">
          <p className="soft">
            It shows the accounts you have connected to a product. Open it from there: the link it gives you is what
            lets you in.
          </p>
        </GatePage>
      );
    default:
      return <OpenVault key={entry.visit} {...props} entry={entry} />;
  }
}

function OpenVault({ entry, icons, ...place }: VaultProps & { entry: Extract<Entry, { kind: 'open' }> }) {
  const { session, returned } = entry;
  const vault = useVault({ ...place, session, returned });
  const [deed, setDeed] = useState<Deed | null>(null);

  // Anybody can write a token. Only of one that the listener has taken is shown what it says, and where it leads.
  const known = vault.connections === null ? null : session;

  const connect = (one: Connection) => {
    if (asksBefore(one)) return setDeed({ kind: 'connect', connection: one });
    void vault.signIn(one).then((problem) => problem !== null && vault.fail(one, problem));
    return undefined;
  };

  if (vault.hasEnded) return <SessionOver session={known} />;
  if (vault.connections === null && vault.problem === null) return <Loading />;
  return (
    <Frame session={known}>
      <News vault={vault} />
      {vault.connections && (
        <>
          <OwnConnections
            {...{ icons, session }}
            all={vault.connections}
            busy={vault.busy}
            onConnect={connect}
            onDeed={setDeed}
            onEnable={(one) => void vault.enable(one)}
          />
          <OfferedApps icons={icons} all={vault.connections} busy={vault.busy} onConnect={connect} />
        </>
      )}
      <ConnectionDialogs deed={deed} vault={vault} icons={icons} onClose={() => setDeed(null)} />
    </Frame>
  );
}

function Frame({ session, children }: { session: Session | null; children: React.ReactNode }) {
  return (
    <>
      <SkipLink />
      <header className="bar">
        <Brand />
      </header>
      <Page narrow>
        <PageHead
          title={session?.title ?? 'Connections'}
          sentence={session ? `Apps connected for ${session.account}.` : undefined}
          actions={
            session?.backTo && (
              <a className="btn" href={session.backTo}>
                Done
              </a>
            )
          }
        />
        {children}
      </Page>
    </>
  );
}

const Loading = () => (
  <Frame session={null}>
    <Waiting label="Loading connections">
      <CardSkeletons count={6} />
    </Waiting>
  </Frame>
);

/** What came of the last thing that was tried, where it was tried from. */
function News({ vault }: { vault: VaultState }) {
  const { finishing, trouble, problem } = vault;
  if (finishing !== null)
    return (
      <div className="group">
        <Result state="verifying" title={`Connecting ${finishing}, and checking it`} />
      </div>
    );
  const said = trouble ?? (problem === null ? null : { title: 'Your connections could not be read', text: problem });
  if (said === null) return null;
  return (
    <div className="group">
      <Result
        state="failed"
        title={said.title}
        fix={said.text}
        action={problem !== null && <Button onClick={vault.reload}>Try again</Button>}
      />
    </div>
  );
}

const SessionOver = ({ session }: { session: Session | null }) => (
  <GatePage title="This session is over">
    <p className="soft">
      Your connections stay as they are. To change them, go back to where you came from and open this page again.
    </p>
    {session?.backTo && (
      <div>
        <a className="btn" href={session.backTo}>
          Go back
        </a>
      </div>
    )}
  </GatePage>
);
