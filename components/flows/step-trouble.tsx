import { Link } from '#components/ui/link.tsx';
import { FailedCheck } from '#components/credentials/failed-check.tsx';
import { credentialHref, trashHref } from '#components/shell/hrefs.ts';
import { Note } from '#components/ui/note.tsx';
import { Result } from '#components/ui/result.tsx';
import { timeWords } from '#components/ui/time-words.ts';
import type { ShownState } from '#lib/credentials/schema.ts';
import type { FlowTrouble, StepDto } from '#lib/flows/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import type { Choosing } from './use-choose.ts';

interface StepTroubleProps {
  scope: Scope;
  step: StepDto;
  now: number;
}

/** What is wrong with a step, and the way out of it. Nothing where all is well. */
export function StepTrouble({ scope, step: { app, credential, trouble }, now }: StepTroubleProps) {
  if (!trouble) return null;
  if (trouble.kind === 'missing')
    return <Note>The step can run once a working credential is chosen. Activate waits for it too.</Note>;
  if (trouble.kind === 'gone')
    return (
      <Result
        state="unreadable"
        title="This app is not in the catalogue any more."
        fix="The step cannot run. Remove it, or bring the app back."
        isLive={false}
      />
    );
  if (!credential) return null;
  if (trouble.kind === 'deleted')
    return (
      <Result
        state="failed"
        title={`${credential.name} is in the trash.`}
        fix={
          <>
            Choose another, or restore it in <Link href={trashHref(scope)}>Trash</Link>.
          </>
        }
        isLive={false}
      />
    );
  const way = (words: string) => (
    <Link href={credentialHref(scope, { component: app.id, id: credential.id })}>{words}</Link>
  );
  if (credential.overriddenAt !== null && trouble.kind === 'failing')
    return (
      <Result
        state="failed"
        title={`Its secret came with an import ${timeWords(credential.overriddenAt, now, 'UTC')} and fails its check.`}
        fix={<>Restore the former version on the {way('page of the credential')}.</>}
        isLive={false}
      />
    );
  return (
    <Result
      state={trouble.kind === 'unchecked' ? 'unverified' : credential.state}
      title={credential.message ?? trouble.words}
      fix={
        <>
          {credential.fix} {way(`${wayOut(trouble.kind, credential.state)} ${credential.name}`)}
        </>
      }
      isLive={false}
    />
  );
}

function wayOut(kind: FlowTrouble, state: ShownState): string {
  if (kind === 'unchecked') return 'Check';
  return state === 'reconnect' ? 'Reconnect' : 'Repair';
}

/** While a credential is being chosen, and when it was not. */
export function ChoosingNews({ scope, component, choosing }: { scope: Scope; component: string; choosing: Choosing }) {
  switch (choosing.kind) {
    case 'checking':
      return <Result state="verifying" title={`Checking ${choosing.name} before it is chosen`} />;
    case 'failed':
      return (
        <>
          <FailedCheck verification={choosing.verification} />
          <Note>
            {choosing.name} was not chosen.{' '}
            <Link href={credentialHref(scope, { component, id: choosing.id })}>Repair {choosing.name}</Link>
          </Note>
        </>
      );
    case 'refused':
      return <Result state="failed" title={choosing.refusal.message} reference={choosing.refusal.code} />;
    default:
      return null;
  }
}
