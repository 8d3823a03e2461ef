'use client';

import { useEffect, useId, useRef } from 'react';
import { createWords, leaveOutWords, overrideWords } from '#components/imports/words.ts';
import { FieldNote } from '#components/ui/field.tsx';
import { Result } from '#components/ui/result.tsx';
import { Segmented } from '#components/ui/segmented.tsx';
import type { PlanDto } from '#lib/import-plans/schema.ts';
import { choices } from '#lib/imports/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { useConflictsChoice } from './use-choices.ts';

interface ForConflictsProps {
  scope: Scope;
  plan: PlanDto;
  /** Why Create waits for this choice; null when it does not. */
  error: string | null;
}

/** One choice for all conflicts; single ones may have another, in the list. */
export function ForConflicts({ scope, plan, error }: ForConflictsProps) {
  const { isPending, refusal, forConflicts, choose } = useConflictsChoice(scope, plan);
  const name = useId();
  const box = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    if (error) box.current?.querySelector('input')?.focus();
  }, [error]);
  const { conflict } = plan.counts;
  const label = conflict === 1 ? 'The conflict' : `All ${conflict.toLocaleString('en-GB')} conflicts`;
  return (
    <fieldset className="field" ref={box} aria-busy={isPending}>
      <legend>{label}</legend>
      <Segmented
        label={label}
        name={name}
        long
        value={forConflicts ?? ''}
        onChange={(value) => choose(choices.find((one) => one === value) ?? 'create')}
        options={[
          { value: 'override', label: overrideWords },
          { value: 'create', label: createWords },
          { value: 'skip', label: leaveOutWords },
        ]}
      />
      <div role={error ? 'alert' : undefined}>
        <FieldNote
          id={`${name}-note`}
          error={error}
          hint="Overridden values stay as versions. Created ones get a free name and a new identifier. A choice in the list below goes before this one."
        />
      </div>
      {refusal && <Result state="failed" title={refusal.message} reference={refusal.code} />}
    </fieldset>
  );
}
