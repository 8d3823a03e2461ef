import { GatePage } from '#components/shell/gate-page.tsx';
import { Button } from '#components/ui/button.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { Note } from '#components/ui/note.tsx';
import { Result } from '#components/ui/result.tsx';
import { Tag } from '#components/ui/tag.tsx';
import type { ConnectDto } from '#lib/connects/schema.ts';
import type { Refusal } from '#lib/result.ts';

interface ConfirmAccountProps {
  connect: ConnectDto;
  isBusy: boolean;
  /** Why the last press was refused. */
  refusal: Refusal | null;
  onConfirm: (connect: ConnectDto) => void;
  onDiscard: (connect: ConnectDto) => void;
}

/** Somebody may have led this browser through a sign-in of theirs. So nothing is kept before the person has looked. */
export function ConfirmAccount({ connect, isBusy, refusal, onConfirm, onDiscard }: ConfirmAccountProps) {
  const { app, account, isReconnect, name } = connect;
  return (
    <GatePage
      title={account ? `${app} says you are ${account}.` : `${app} accepted the sign-in.`}
      sentence={
        isReconnect
          ? `Use it for ${name}, if you signed in there yourself just now. Its id, its flows and its versions stay.`
          : `Use it, if you signed in there yourself just now. Nothing is stored before that.`
      }
    >
      <Facts facts={factsOf(connect)} />
      <Findings connect={connect} />
      {refusal && <Result state="failed" title={refusal.message} reference={refusal.code} />}
      <div className="row wrap">
        <Button variant="primary" disabled={isBusy} data-hydrated onClick={() => onConfirm(connect)}>
          {isBusy ? 'One moment…' : 'Use this account'}
        </Button>
        <Button disabled={isBusy} onClick={() => onDiscard(connect)}>
          Discard
        </Button>
      </div>
    </GatePage>
  );
}

function factsOf({ name, environment, tenant, workspace, scopesAsked, scopesMissing }: ConnectDto) {
  const granted = scopesAsked.filter((scope) => !scopesMissing.includes(scope));
  return [
    {
      term: 'Credential',
      value: (
        <>
          {name} <Tag>{environment}</Tag>
        </>
      ),
    },
    { term: 'Workspace', value: `${workspace}, ${tenant}` },
    {
      term: 'May use',
      value: granted.length > 0 ? granted.join(' ') : 'What the app allows by itself',
      mono: granted.length > 0,
    },
  ];
}

/** What is different from what was wanted, worst first, then what the dry run has found. */
function Findings({ connect }: { connect: ConnectDto }) {
  const { app, name, account, accountBefore, scopesMissing, scopesMore, verification, warnings } = connect;
  const isOther = account !== null && accountBefore !== null && account !== accountBefore;
  return (
    <>
      {isOther && (
        <Result
          state="expiring"
          title={`Until now ${name} was ${accountBefore}.`}
          fix={`Every flow that uses it would act as ${account}. Discard, and sign in as ${accountBefore}, if that is not meant.`}
          isLive={false}
        />
      )}
      {scopesMissing.length > 0 && (
        <Result
          state="expiring"
          title={`Asked for and not granted: ${scopesMissing.join(', ')}.`}
          fix={`What needs ${scopesMissing.length === 1 ? 'it' : 'them'} will be refused by ${app}.`}
          isLive={false}
        />
      )}
      {scopesMore.length > 0 && <Note>Granted without being asked for: {scopesMore.join(', ')}.</Note>}
      {warnings.map((warning) => (
        <Note key={warning}>{warning}</Note>
      ))}
      <Result
        state={verification.outcome}
        title={verification.outcome === 'passed' && account ? `Connected as ${account}.` : verification.message}
        fix={verification.outcome === 'not_testable' ? 'It would be kept as not testable.' : undefined}
        durationMs={verification.outcome === 'passed' ? verification.durationMs : undefined}
      />
    </>
  );
}
