'use client';

import { useId, useState, type ComponentProps, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { FieldHelp, type Help } from './field-help.tsx';
import { FieldNote } from './field.tsx';
import { Input } from './input.tsx';

interface SecretFieldProps {
  label: string;
  /** When the secret here was saved, in words; left out: there is none yet, and the field is open. */
  savedAt?: ReactNode;
  /** Told when somebody starts or gives up replacing, so that the form drops what was typed. */
  onReplacing?: (replacing: boolean) => void;
  /** A changed address asks for the secret again: the strip gives way at once. */
  mustReplace?: boolean;
  hint?: ReactNode;
  error?: ReactNode;
  help?: Help;
  /** Goes to the password field: name, ref, onChange, onBlur, readOnly… */
  input?: Omit<ComponentProps<'input'>, 'type' | 'id'>;
}

/** A secret is written, never read: no value, no length, nothing to copy. */
export function SecretField(props: SecretFieldProps) {
  const { label, savedAt, onReplacing, mustReplace = false, error, help, input } = props;
  const [replacing, setReplacing] = useState(false);
  const id = useId();
  const note = `${id}-note`;
  const isKept = savedAt !== undefined && !replacing && !mustReplace;
  const hint = props.hint ?? (isKept ? 'Untouched unless you replace it.' : undefined);
  const turn = (next: boolean) => {
    setReplacing(next);
    onReplacing?.(next);
  };
  if (isKept) {
    return (
      <fieldset className="field">
        <legend>{label}</legend>
        <SavedStrip label={label} savedAt={savedAt} isLocked={input?.readOnly ?? false} onReplace={() => turn(true)} />
        <FieldNote id={note} hint={hint} error={error} />
      </fieldset>
    );
  }
  return (
    <div className="field">
      <div className="labelrow">
        <label htmlFor={id}>{label}</label>
        {replacing && !mustReplace ? (
          <button type="button" className="linkbtn" onClick={() => turn(false)}>
            Keep the saved one
          </button>
        ) : (
          help && <FieldHelp {...help} about={label} />
        )}
      </div>
      <Input
        autoComplete="new-password"
        spellCheck={false}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the press on Replace asked for exactly this field
        autoFocus={replacing}
        {...input}
        id={id}
        type="password"
        aria-describedby={hint || error ? note : undefined}
        aria-invalid={error ? true : undefined}
      />
      <FieldNote id={note} hint={hint} error={error} />
    </div>
  );
}

interface SavedStripProps {
  label: string;
  savedAt: ReactNode;
  isLocked: boolean;
  onReplace: () => void;
}

function SavedStrip({ label, savedAt, isLocked, onReplace }: SavedStripProps) {
  return (
    <div className="secret">
      <span className="mono">
        saved <span aria-hidden="true">••••</span>
      </span>
      <span className="muted small">{savedAt}</span>
      <span className="grow" />
      {!isLocked && (
        <Button variant="quiet" small onClick={onReplace}>
          Replace<span className="sr"> {label}</span>
        </Button>
      )}
    </div>
  );
}
