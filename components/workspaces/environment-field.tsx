'use client';

import { useState } from 'react';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import { environments } from '#lib/names.ts';

interface EnvironmentFieldProps {
  value: string;
  onChange: (environment: string) => void;
  error?: string;
}

const another = '';
const isKnown = (value: string): boolean => environments.some((known) => known === value);

/** One of the usual environments, or a label of one's own. */
export function EnvironmentField({ value, onChange, error }: EnvironmentFieldProps) {
  const [isOwn, setOwn] = useState(!isKnown(value));
  const options = [...environments.map((one) => ({ value: one, label: one })), { value: another, label: 'Another…' }];
  return (
    <div className="two">
      <Field label="Environment" hint="What its credentials are for, unless they say otherwise.">
        {(control) => (
          <Select
            {...control}
            options={options}
            value={isOwn ? another : value}
            onChange={(event) => {
              const chosen = event.currentTarget.value;
              setOwn(chosen === another);
              onChange(chosen);
            }}
          />
        )}
      </Field>
      {isOwn && (
        <Field label="Label" error={error}>
          {(control) => (
            <Input
              {...control}
              value={value}
              onChange={(event) => onChange(event.target.value)}
              autoComplete="off"
              maxLength={40}
            />
          )}
        </Field>
      )}
    </div>
  );
}
