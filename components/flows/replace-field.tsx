import { FailedCheck } from '#components/credentials/failed-check.tsx';
import { FieldNote } from '#components/ui/field.tsx';
import { Result } from '#components/ui/result.tsx';
import { amount } from '#components/ui/words.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { CredentialPicker } from './credential-picker.tsx';
import type { Replace } from './use-replace.ts';

interface ReplaceFieldProps {
  scope: Scope;
  app: { readonly id: string; readonly name: string };
  from: { readonly id: string };
  /** How many steps sign in with it. */
  steps: number;
  replace: Replace;
}

/** What takes the place of a credential in every flow, and what came of it. */
export function ReplaceField({ scope, app, from, steps, replace }: ReplaceFieldProps) {
  const { target, replacing, choose } = replace;
  const change = steps === 1 ? '1 step changes.' : `${amount(steps, 'step')} change together.`;
  return (
    <div className="stack">
      <div className="field">
        <CredentialPicker
          scope={scope}
          app={app}
          label="Replace everywhere with"
          value={target}
          without={from.id}
          disabled={replacing.kind === 'checking'}
          onPick={choose}
        />
        <FieldNote
          id={`replace-${from.id}`}
          hint={`Checked once more before any flow is switched. ${change}`}
          error={replacing.kind === 'missing' ? 'Choose what takes its place.' : undefined}
        />
      </div>
      {replacing.kind === 'checking' && <Result state="verifying" title={`Checking ${target?.name ?? ''}`} />}
      {replacing.kind === 'failed' && <FailedCheck verification={replacing.verification} />}
      {replacing.kind === 'refused' && (
        <Result state="failed" title={replacing.refusal.message} reference={replacing.refusal.code} />
      )}
    </div>
  );
}
