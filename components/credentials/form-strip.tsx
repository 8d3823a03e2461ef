'use client';

import { useEffect, useRef, type ReactNode } from 'react';
import { Waiting } from '#components/connects/waiting.tsx';
import { Button } from '#components/ui/button.tsx';
import { Diff } from '#components/ui/diff.tsx';
import { Result } from '#components/ui/result.tsx';
import { dateWords } from '#components/ui/time-words.ts';
import type { CredentialDetail, VerificationDto } from '#lib/credentials/schema.ts';
import { FailedCheck } from './failed-check.tsx';
import { differencesOf } from './form-model.ts';
import type { Refusal } from '#lib/result.ts';
import type { Phase } from './form-phase.ts';
import { Refused } from './refused.tsx';
import type { CredentialFormState } from './use-credential-form.ts';

/** Under the form: what the app said, or why nothing was saved. A long form moves, so that it is seen. */
export function FormStrip({ state, phase }: { state: CredentialFormState; phase: Phase }) {
  if (phase.kind === 'typing' || phase.kind === 'returned') return null;
  return (
    <InSight key={phase.kind}>
      <Strip state={state} phase={phase} />
    </InSight>
  );
}

function InSight({ children }: { children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Some browsers answer with a promise, which is no clean-up: nothing is returned.
    place.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return <div ref={place}>{children}</div>;
}

function Strip({ state, phase }: { state: CredentialFormState; phase: Phase }) {
  switch (phase.kind) {
    case 'typing':
    case 'returned':
      return null;
    case 'verifying':
      return <Result state="verifying" title={`Checking with ${state.app.name}`} />;
    case 'checked':
      return <Checked state={state} verification={phase.verification} />;
    case 'connecting':
      return <Waiting elsewhere={phase.elsewhere} />;
    case 'refused':
      return <RefusedSave state={state} refusal={phase.refusal} />;
    default:
      return <Overtaken state={state} newest={phase.newest} />;
  }
}

/** Tokens cannot be typed again as a password can: for another place one signs in again, with what was typed. */
function RefusedSave({ state, refusal }: { state: CredentialFormState; refusal: Refusal }) {
  const { signInAgain, method } = state;
  if (refusal.code !== 'SECRET_REQUIRED' || !method?.oauth || !signInAgain) return <Refused refusal={refusal} />;
  return (
    <Result
      state="failed"
      title={refusal.message}
      action={
        <Button small onClick={signInAgain}>
          Connect again
        </Button>
      }
    />
  );
}

function Checked({ state, verification }: { state: CredentialFormState; verification: VerificationDto }) {
  const { outcome, message, code } = verification;
  if (outcome === 'failed') return <FailedCheck verification={verification} />;
  return (
    <Result
      state="not_testable"
      title={message}
      fix="Save it as unverified?"
      code={code || undefined}
      action={
        <Button small onClick={(event) => void state.submit(true)(event)}>
          Save as unverified
        </Button>
      }
    />
  );
}

/** Somebody else was quicker: theirs and mine side by side, and nothing is lost until one is chosen. */
function Overtaken({ state, newest }: { state: CredentialFormState; newest: CredentialDetail }) {
  const rows = differencesOf(state.app, newest, state.form.getValues()).map((one) => ({
    term: one.term,
    here: one.newest || '—',
    there: one.mine || '—',
    hasChanged: one.hasChanged,
  }));
  const secret = `The secret there is of ${dateWords(newest.secretSavedAt, 'UTC')}.`;
  return (
    <div className="stack">
      <Result
        state="failed"
        title="Somebody changed this credential while you were editing. Nothing was saved."
        fix={`Compare, then load the newest or go on with yours and save again. ${secret}`}
      />
      <Diff rows={rows} here="Newest" there="Yours" />
      <div className="row wrap">
        <Button onClick={() => state.takeNewest(newest)}>Load the newest</Button>
        <Button onClick={() => state.keepMine(newest)}>Keep editing mine</Button>
      </div>
    </div>
  );
}
