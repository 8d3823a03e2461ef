import { clsx } from 'clsx';
import type { Option } from './select.tsx';

interface SegmentedProps {
  /** Names the group, unseen. */
  label: string;
  name: string;
  options: readonly Option[];
  value: string;
  onChange: (value: string) => void;
  /** Words too long for one line of a small screen: each way has a line of its own there. */
  long?: boolean;
}

/** A switch between two or three ways; radio buttons underneath. */
export function Segmented({ label, name, options, value, onChange, long }: SegmentedProps) {
  return (
    <div className={clsx('seg', long && 'long')} role="radiogroup" aria-label={label}>
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            disabled={option.disabled}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}
