'use client';

import type { KeyboardEvent } from 'react';
import { clsx } from 'clsx';
import { AppTile } from '#components/credentials/app-tile.tsx';
import { Mark } from '#components/ui/mark.tsx';
import { stateWords } from '#components/ui/states.ts';
import type { StepDto } from '#lib/flows/schema.ts';
import { markOf } from './trouble.ts';

interface StepCardProps {
  step: StepDto;
  position: number;
  isOpen: boolean;
  isChecking: boolean;
  onOpen: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

/** One step: its number, its app, what it signs in with, and its mark. */
export function StepCard({ step, position, isOpen, isChecking, onOpen, onKeyDown }: StepCardProps) {
  return (
    <button
      type="button"
      className={clsx('stepcard', isOpen && 'on')}
      data-step={step.id}
      aria-current={isOpen ? 'step' : undefined}
      aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
      onClick={onOpen}
      onKeyDown={onKeyDown}
    >
      <span className="no">{position}</span>
      <AppTile icon={step.app.icon} name={step.app.name} />
      <span className="shrink">
        <span className="block clip strong">{step.name}</span>
        <Line step={step} />
      </span>
      <StepMark step={step} isChecking={isChecking} />
    </button>
  );
}

function Line({ step: { app, credential, trouble } }: { step: StepDto }) {
  if (trouble?.kind === 'missing') return <span className="block clip small way">{app.name}. Choose a credential</span>;
  if (trouble && trouble.kind !== 'unchecked')
    return <span className={clsx('block clip small', `s-${markOf(trouble.kind)}`)}>{trouble.words}</span>;
  return (
    <span className="block clip small muted">
      {app.name}. {credential?.name}
    </span>
  );
}

function StepMark({ step: { credential, trouble }, isChecking }: Pick<StepCardProps, 'step' | 'isChecking'>) {
  if (isChecking) return <Said state="verifying" words={stateWords.verifying} />;
  if (trouble?.kind === 'missing') return <Said state={markOf(trouble.kind)} words="needs a credential" />;
  if (trouble) return <Said state={markOf(trouble.kind)} words="needs attention" />;
  if (!credential) return null;
  return <Said state={credential.state} words={stateWords[credential.state]} />;
}

function Said({ state, words }: { state: keyof typeof stateWords; words: string }) {
  return (
    <span>
      <Mark state={state} />
      <span className="sr">, {words}</span>
    </span>
  );
}
