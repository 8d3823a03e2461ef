'use client';

import { Field } from '#components/ui/field.tsx';
import { Select } from '#components/ui/select.tsx';
import type { Role } from '#lib/access.ts';
import { roleMeaning, roleOptions } from './words.ts';

interface RoleFieldProps {
  /** Of whoever chooses: nobody gives more than they have. */
  ownRole: Role;
  value: Role;
  onChange: (role: Role) => void;
}

export function RoleField({ ownRole, value, onChange }: RoleFieldProps) {
  const options = roleOptions(ownRole);
  return (
    <Field label="Role" hint={roleMeaning[value]}>
      {(control) => (
        <Select
          {...control}
          options={options}
          value={value}
          onChange={(event) => {
            const chosen = options.find((option) => option.value === event.currentTarget.value);
            if (chosen) onChange(chosen.value);
          }}
        />
      )}
    </Field>
  );
}
