import type { Option } from './select.tsx';

interface SegmentedProps {
  /** Names the group, unseen. */
  label: string;
  name: string;
  options: readonly Option[];
  value: string;
  onChange: (value: string) => void;
}

/** A switch between two or three ways; radio buttons underneath. */
export function Segmented({ label, name, options, value, onChange }: SegmentedProps) {
  return (
    <div className="seg" role="radiogroup" aria-label={label}>
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
