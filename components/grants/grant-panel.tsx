import { Facts, type Fact } from '#components/ui/facts.tsx';
import { Note } from '#components/ui/note.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Result } from '#components/ui/result.tsx';
import { State } from '#components/ui/state.tsx';
import { Time } from '#components/ui/time.tsx';
import { amount } from '#components/ui/words.ts';
import type { GrantDto } from '#lib/grants/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { GrantActions } from './grant-actions.tsx';
import { ScopeLists } from './scope-lists.tsx';
import { WatchGrant } from './watch-grant.tsx';
import { grantTypeWords, lookAgainMs, nextWords, standingOf } from './words.ts';

interface GrantPanelProps {
  scope: Scope;
  credential: { readonly id: string; readonly name: string };
  grant: GrantDto;
  canRefresh: boolean;
  now: number;
}

/** How a credential signs in by tokens: through which OAuth app, what it may do there, and how they are kept alive. */
export function GrantPanel({ scope, credential, grant, canRefresh, now }: GrantPanelProps) {
  const { mark, words } = standingOf(grant, now);
  const everyMs = lookAgainMs(grant, now);
  return (
    <Panel title="Sign-in" aside={<State state={mark}>{words}</State>}>
      <div className="stack">
        <GrantNews grant={grant} now={now} />
        <Facts facts={factsOf(grant, now)} />
        <ScopeLists grant={grant} />
        {canRefresh && grant.canRefresh && grant.state !== 'reconnect' && (
          <GrantActions scope={scope} credential={credential} grant={grant} />
        )}
      </div>
      {everyMs !== null && <WatchGrant {...{ scope, grant, everyMs }} credentialId={credential.id} />}
    </Panel>
  );
}

/** What somebody should know of it now. That a person must sign in stands at the top of the page, with the way. */
function GrantNews({ grant, now }: Pick<GrantPanelProps, 'grant' | 'now'>) {
  return (
    <>
      {grant.state === 'retrying' && (
        <Result
          state="expiring"
          title={grant.failureMessage ?? 'The provider did not answer.'}
          fix={`${grant.failureFix ?? ''} It is tried again by itself: ${nextWords(grant, now).toLowerCase()}.`.trim()}
          isLive={false}
        />
      )}
      {grant.state === 'stopped' && (
        <Note>Nobody refreshes it: the token it has works until it ends, and flows stop then.</Note>
      )}
      {grant.appId === null && grant.clientId !== null && (
        <Note>
          No OAuth app here can refresh it. It takes one with this client id, at a provider its tokens may be sent to.
        </Note>
      )}
      {grant.warning !== null && <Note>{grant.warning}</Note>}
    </>
  );
}

function factsOf(grant: GrantDto, now: number): Fact[] {
  const time = (at: number) => <Time at={at} now={now} />;
  return [
    { term: 'By', value: grantTypeWords[grant.grantType] },
    { term: 'OAuth app', value: grant.appName ?? 'Not here' },
    ...(grant.clientId === null ? [] : [{ term: 'Client id', value: grant.clientId, mono: true }]),
    { term: 'Refreshed', value: grant.refreshedAt === null ? 'Not yet' : time(grant.refreshedAt) },
    { term: 'Next refresh', value: nextWords(grant, now) },
    { term: 'Token ends', value: grant.accessExpiresAt === null ? 'No end' : time(grant.accessExpiresAt) },
    ...(grant.refreshExpiresAt === null ? [] : [{ term: 'Sign-in ends', value: time(grant.refreshExpiresAt) }]),
    ...(grant.failingSince === null ? [] : [{ term: 'Fails since', value: time(grant.failingSince) }]),
    ...(grant.attempts === 0 ? [] : [{ term: 'Tried in vain', value: amount(grant.attempts, 'time') }]),
  ];
}
