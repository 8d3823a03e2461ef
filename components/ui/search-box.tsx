import type { ComponentProps } from 'react';
import { Search } from 'lucide-react';
import { Icon } from './icon.tsx';
import { Kbd } from './kbd.tsx';

type SearchBoxProps = Omit<ComponentProps<'input'>, 'type'> & {
  /** What is searched; the placeholder is not a label. */
  label: string;
  /** The key that leads here, shown at the end of the field. */
  hotkey?: string;
};

export function SearchBox({ label, hotkey, ...rest }: SearchBoxProps) {
  return (
    <label className="search">
      <Icon of={Search} />
      <span className="sr">{label}</span>
      <input
        className="input"
        type="search"
        autoComplete="off"
        spellCheck={false}
        aria-keyshortcuts={hotkey}
        data-hotkey={hotkey}
        {...rest}
      />
      {hotkey && <Kbd>{hotkey}</Kbd>}
    </label>
  );
}
