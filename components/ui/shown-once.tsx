import { Field } from './field.tsx';
import { Input } from './input.tsx';

interface ShownOnceProps {
  label: string;
  hint: string;
  text: string;
  /** Copied by hand, without the button. */
  onCopy?: () => void;
}

/** What is made and cannot be shown again: first in its step, and marked whole by whoever comes to it. */
export const ShownOnce = ({ label, hint, text, onCopy }: ShownOnceProps) => (
  <Field label={label} hint={hint}>
    {(control) => (
      <Input
        {...control}
        mono
        readOnly
        data-first-focus
        value={text}
        onFocus={(event) => event.currentTarget.select()}
        onCopy={onCopy}
      />
    )}
  </Field>
);
