import { useId, type ReactNode } from 'react';
import { FieldHelp, type Help } from './field-help.tsx';
import { Mark } from './mark.tsx';

/** What a control takes from its field: spread it on `Input`, `Textarea` or `Select`. */
export interface FieldControl {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

interface FieldProps {
  label: string;
  children: (control: FieldControl) => ReactNode;
  /** Only where a fixed id is wanted, for a link to the field. */
  id?: string;
  hint?: ReactNode;
  /** Takes the place of the hint: never both. */
  error?: ReactNode;
  help?: Help;
}

export function Field({ label, children, id, hint, error, help }: FieldProps) {
  const made = useId();
  const control = id ?? made;
  const note = `${control}-note`;
  return (
    <div className="field">
      <div className="labelrow">
        <label htmlFor={control}>{label}</label>
        {help && <FieldHelp {...help} about={label} />}
      </div>
      {children({
        id: control,
        'aria-describedby': error || hint ? note : undefined,
        'aria-invalid': error ? true : undefined,
      })}
      <FieldNote id={note} hint={hint} error={error} />
    </div>
  );
}

export function FieldNote({ id, hint, error }: { id: string; hint?: ReactNode; error?: ReactNode }) {
  if (error) {
    return (
      <p className="error" id={id}>
        <Mark state="failed" />
        <span>{error}</span>
      </p>
    );
  }
  if (!hint) return null;
  return (
    <p className="hint" id={id}>
      {hint}
    </p>
  );
}
