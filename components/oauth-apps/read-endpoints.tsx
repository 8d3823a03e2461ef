'use client';

import { useState } from 'react';
import { useWatch } from 'react-hook-form';
import { useAction } from '#components/session/session-gate.tsx';
import { Button } from '#components/ui/button.tsx';
import { Result } from '#components/ui/result.tsx';
import { readEndpoints } from '#lib/oauth-apps/actions.ts';
import type { EndpointsDto } from '#lib/oauth-apps/schema.ts';
import type { ActionResult } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import type { AppFormState } from './use-app-form.ts';

/** Asks the issuer for its endpoints and puts them into the fields, where they are seen before anything is saved. */
export function ReadEndpoints({ scope, state: { form, component } }: { scope: Scope; state: AppFormState }) {
  const read = useAction(readEndpoints);
  const [isBusy, setBusy] = useState(false);
  const [isLacking, setLacking] = useState(false);
  const [answer, setAnswer] = useState<ActionResult<EndpointsDto> | null>(null);
  const issuer = useWatch({ control: form.control, name: 'fields.issuer' });
  const run = async () => {
    if (!issuer?.trim()) {
      setLacking(true);
      form.setFocus('fields.issuer');
      return;
    }
    setLacking(false);
    setBusy(true);
    const result = await read(scope, { issuer });
    setBusy(false);
    setAnswer(result);
    if (!result.ok) return;
    const found: Readonly<Record<string, string | null>> = { ...result.value };
    for (const { name } of component.fields) {
      if (!(name in found)) continue;
      form.setValue(`fields.${name}`, found[name] ?? '', { shouldDirty: true });
      form.clearErrors(`fields.${name}`);
    }
  };
  return (
    <>
      <div className="row wrap">
        <Button small onClick={() => void run()} disabled={isBusy}>
          {isBusy ? 'Reading…' : 'Read endpoints'}
        </Button>
        <output className="muted small">
          {isLacking ? 'Type the issuer first.' : 'From the issuer’s own document. Nothing is saved yet.'}
        </output>
      </div>
      {answer?.ok && (
        <Result
          state="passed"
          title={`${answer.value.issuer} was read.`}
          fix="Its endpoints stand in the fields below. The client secret will go there, so look at them."
        />
      )}
      {answer && !answer.ok && <Result state="failed" title={answer.message} reference={answer.code} />}
    </>
  );
}
