'use client';

import { useId, type ReactNode } from 'react';
import { Combobox as Base } from '@base-ui/react/combobox';
import { ChevronDown, Search } from 'lucide-react';
import { Icon } from './icon.tsx';

export interface Choosable {
  value: string;
  label: string;
  /** A second line: why it can be chosen, or why not. */
  detail?: ReactNode;
  /** A mark or a tile. */
  start?: ReactNode;
  isUnavailable?: boolean;
}

interface ComboboxProps {
  label: string;
  items: readonly Choosable[];
  value: string | null;
  onChange: (value: string | null) => void;
  /** In the button while nothing is chosen: `Choose a Salesforce credential`. */
  prompt: string;
  /** In the search field: `Search 5 credentials`. */
  searchPrompt: string;
  /** When nothing matches. */
  none?: string;
  /** Opens at once: choosing is what comes next. */
  startsOpen?: boolean;
  /** At the foot of the list: `Add new credential`. */
  foot?: ReactNode;
  error?: ReactNode;
}

/** One of many, with a search. What cannot be chosen stays in the list and says why. */
export function Combobox(props: ComboboxProps) {
  const { label, items, value, onChange, prompt, startsOpen, error } = props;
  const chosen = items.find((item) => item.value === value) ?? null;
  const note = useId();
  return (
    <Base.Root
      items={items}
      value={chosen}
      defaultOpen={startsOpen}
      isItemEqualToValue={(a: Choosable, b: Choosable) => a.value === b.value}
      itemToStringLabel={(item: Choosable) => item.label}
      onValueChange={(next: Choosable | null) => onChange(next?.value ?? null)}
      autoHighlight
    >
      <div className="field">
        <Base.Label className="label">{label}</Base.Label>
        <Base.Trigger className="input" aria-describedby={error ? note : undefined}>
          {chosen?.start}
          <span className={chosen ? 'grow clip' : 'grow clip muted'}>{chosen?.label ?? prompt}</span>
          <Icon of={ChevronDown} />
        </Base.Trigger>
        {error && (
          <p className="error" id={note}>
            {error}
          </p>
        )}
      </div>
      <List {...props} />
    </Base.Root>
  );
}

function List({ label, searchPrompt, none = 'Nothing matches.', foot }: ComboboxProps) {
  return (
    <Base.Portal>
      <Base.Positioner className="floating" sideOffset={4} align="start" collisionPadding={12}>
        <Base.Popup className="menu" aria-label={label}>
          <div className="search">
            <Icon of={Search} />
            <Base.Input className="input" placeholder={searchPrompt} aria-label={searchPrompt} />
          </div>
          <Base.Empty className="none">{none}</Base.Empty>
          <Base.List>{(item: Choosable) => <Row key={item.value} item={item} />}</Base.List>
          {foot && (
            <>
              <hr />
              {foot}
            </>
          )}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  );
}

function Row({ item }: { item: Choosable }) {
  return (
    <Base.Item className="item" value={item} disabled={item.isUnavailable}>
      {item.start}
      <span className="grow">
        <span className="block clip medium">{item.label}</span>
        {item.detail && <span className="block clip muted small">{item.detail}</span>}
      </span>
    </Base.Item>
  );
}
