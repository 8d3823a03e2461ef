'use client';

import { Menu as Base } from '@base-ui/react/menu';
import { Check, ChevronDown, X } from 'lucide-react';
import { clsx } from 'clsx';
import { Icon } from './icon.tsx';
import type { Option } from './select.tsx';

interface FilterMenuProps {
  label: string;
  options: readonly Option[];
  values: readonly string[];
  onChange: (values: string[]) => void;
  className?: string;
}

/** A chip that opens a list to tick. With something ticked it says what, and can be cleared. */
export function FilterMenu({ label, options, values, onChange, className }: FilterMenuProps) {
  const isOn = values.length > 0;
  const toggle = (value: string, on: boolean) =>
    onChange(options.map((one) => one.value).filter((one) => (one === value ? on : values.includes(one))));
  return (
    <Base.Root>
      <span className={clsx('chipset', className)}>
        <Base.Trigger className={clsx('chip', isOn && 'on lead')}>
          {isOn ? `${label}: ${summary(options, values)}` : label}
          <Icon of={ChevronDown} />
        </Base.Trigger>
        {isOn && (
          <button type="button" className="chip on tail" aria-label={`Clear ${label}`} onClick={() => onChange([])}>
            <Icon of={X} />
          </button>
        )}
      </span>
      <Base.Portal>
        <Base.Positioner className="floating" align="start" sideOffset={4} collisionPadding={12}>
          <Base.Popup className="menu">
            {options.map((option) => (
              <Base.CheckboxItem
                key={option.value}
                className="item"
                checked={values.includes(option.value)}
                disabled={option.disabled}
                onCheckedChange={(on) => toggle(option.value, on)}
              >
                <span className="tick">
                  <Base.CheckboxItemIndicator>
                    <Icon of={Check} />
                  </Base.CheckboxItemIndicator>
                </span>
                {option.label}
              </Base.CheckboxItem>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function summary(options: readonly Option[], values: readonly string[]): string {
  if (values.length > 1) return String(values.length);
  return (options.find((one) => one.value === values[0])?.label ?? values[0] ?? '').toLowerCase();
}
