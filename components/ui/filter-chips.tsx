'use client';

import { useState } from 'react';
import { ListFilter } from 'lucide-react';
import { Button } from './button.tsx';
import { Checkbox } from './checkbox.tsx';
import { Chip } from './chip.tsx';
import { Dialog } from './dialog.tsx';
import { FilterMenu } from './filter-menu.tsx';
import { Icon } from './icon.tsx';
import type { Option } from './select.tsx';

export interface Filter {
  readonly label: string;
  readonly options: readonly Option[];
  readonly values: readonly string[];
  readonly onChange: (values: string[]) => void;
}

/** A chip each where there is room; below 720 px one button with a count, and a sheet behind it. */
export function FilterChips({ filters }: { filters: readonly Filter[] }) {
  const [isOpen, setOpen] = useState(false);
  const count = filters.filter((filter) => filter.values.length > 0).length;
  return (
    <>
      <Chip className="mobile-only" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Icon of={ListFilter} />
        Filters {count > 0 && <span className="n">{count}</span>}
      </Chip>
      {filters.map((filter) => (
        <FilterMenu key={filter.label} {...filter} className="wide-only" />
      ))}
      <Dialog
        open={isOpen}
        onOpenChange={setOpen}
        size="confirm"
        title="Filters"
        actions={
          <>
            <Button onClick={() => filters.filter((one) => one.values.length > 0).forEach((one) => one.onChange([]))}>
              Clear all
            </Button>
            <Button variant="primary" onClick={() => setOpen(false)}>
              Show
            </Button>
          </>
        }
      >
        {filters.map((filter) => (
          <Ticks key={filter.label} filter={filter} />
        ))}
      </Dialog>
    </>
  );
}

function Ticks({ filter: { label, options, values, onChange } }: { filter: Filter }) {
  const toggle = (value: string, on: boolean) =>
    onChange(options.map((one) => one.value).filter((one) => (one === value ? on : values.includes(one))));
  return (
    <fieldset className="field">
      <legend>{label}</legend>
      {options.map((option) => (
        <Checkbox
          key={option.value}
          checked={values.includes(option.value)}
          onChange={(event) => toggle(option.value, event.currentTarget.checked)}
        >
          {option.label}
        </Checkbox>
      ))}
    </fieldset>
  );
}
