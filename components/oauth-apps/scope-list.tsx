'use client';

import { useId, useRef, type KeyboardEvent } from 'react';
import { Plus, X } from 'lucide-react';
import { Button, IconButton } from '#components/ui/button.tsx';
import { FieldNote } from '#components/ui/field.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Input } from '#components/ui/input.tsx';
import { withScopes } from './form-model.ts';

interface ScopeListProps {
  scopes: readonly string[];
  /** Typed, and not yet in the list. It is saved all the same. */
  typed: string;
  /** Asked for with every sign-in, whatever the list says. */
  always: readonly string[];
  onChange: (scopes: string[]) => void;
  onType: (text: string) => void;
  error?: string;
}

/** What is asked for when somebody connects. A whole list can be pasted. */
export function ScopeList({ scopes, typed, always, onChange, onType, error }: ScopeListProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const add = () => {
    onChange(withScopes(scopes, typed));
    onType('');
  };
  const remove = (scope: string) => {
    onChange(scopes.filter((one) => one !== scope));
    // The button that had the focus goes with it.
    input.current?.focus();
  };
  const addOnEnter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    add();
  };
  const fixed = always.filter((scope) => !scopes.includes(scope));
  return (
    <fieldset className="field" aria-describedby={`${id}-note`}>
      <legend>Scopes</legend>
      {scopes.length + fixed.length > 0 && (
        <ul className="texts">
          {scopes.map((scope) => (
            <li key={scope}>
              <code dir="ltr">{scope}</code>
              <IconButton variant="quiet" small aria-label={`Remove ${scope}`} onClick={() => remove(scope)}>
                <Icon of={X} />
              </IconButton>
            </li>
          ))}
          {fixed.map((scope) => (
            <li key={scope}>
              <code dir="ltr">{scope}</code>
              <span className="muted small">always asked</span>
            </li>
          ))}
        </ul>
      )}
      <div className="row">
        <Input
          ref={input}
          mono
          aria-label="Add scopes"
          value={typed}
          onChange={(event) => onType(event.currentTarget.value)}
          onKeyDown={addOnEnter}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
        <Button onClick={add} aria-disabled={typed.trim() === ''}>
          <Icon of={Plus} />
          Add
        </Button>
      </div>
      <FieldNote
        id={`${id}-note`}
        error={error}
        hint="What is asked for when somebody connects. Several at once, divided by blanks or commas, do as well."
      />
    </fieldset>
  );
}
