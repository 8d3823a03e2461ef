'use client';

import { useRef, useState, type ReactNode } from 'react';
import { Combobox } from '@base-ui/react/combobox';
import { ChevronDown } from 'lucide-react';
import { Icon } from '#components/ui/icon.tsx';
import { Mark } from '#components/ui/mark.tsx';
import { stateWords } from '#components/ui/states.ts';
import type { StepApp } from '#lib/flows/schema.ts';
import type { Choice } from '#lib/steps/schema.ts';
import type { ShownState } from '#lib/credentials/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { PickerList } from './picker-list.tsx';
import { useChoices } from './use-choices.ts';

export interface Picked {
  readonly id: string;
  readonly name: string;
  readonly state: ShownState;
}

interface CredentialPickerProps {
  scope: Scope;
  app: Pick<StepApp, 'id' | 'name'>;
  /** Said above the field; it names it. */
  label: ReactNode;
  value: Picked | null;
  onPick: (choice: Choice) => void;
  /** One that is no answer here: that which is to be replaced. */
  without?: string;
  /** Opens the form for a new one; left out where none may be made. */
  onAdd?: () => void;
  /** Open from the start, as after choosing an app. */
  defaultOpen?: boolean;
  disabled?: boolean;
}

/** A credential of one app out of however many: searched, worked through by keys, those that do not work named and shut. */
export function CredentialPicker(props: CredentialPickerProps) {
  const { scope, app, label, value, onPick, without, onAdd, defaultOpen = false, disabled } = props;
  const [isOpen, setOpen] = useState(defaultOpen);
  const [q, setQ] = useState('');
  const trigger = useRef<HTMLButtonElement>(null);
  const found = useChoices(scope, app.id, q, isOpen);
  const choices = found.choices.filter((choice) => choice.id !== without);
  return (
    <Combobox.Root
      items={choices}
      filter={null}
      open={isOpen}
      onOpenChange={(open) => setOpen(open)}
      value={choices.find((choice) => choice.id === value?.id) ?? null}
      onValueChange={(choice) => choice && onPick(choice)}
      isItemEqualToValue={(one, other) => one.id === other.id}
      itemToStringLabel={(choice) => choice.name}
      itemToStringValue={(choice) => choice.id}
      inputValue={q}
      onInputValueChange={(typed, { reason }) => {
        if (reason !== 'item-press') setQ(typed);
      }}
      autoHighlight
      disabled={disabled}
    >
      <div className="field">
        <Combobox.Label className="label">{label}</Combobox.Label>
        <Combobox.Trigger className="input" ref={trigger}>
          <Chosen value={value} app={app.name} />
          <Icon of={ChevronDown} />
        </Combobox.Trigger>
      </div>
      <Combobox.Portal>
        <Combobox.Positioner className="floating" sideOffset={4} align="start" collisionPadding={12}>
          <Combobox.Popup className="menu picker" finalFocus={trigger} aria-label={`${app.name} credentials`}>
            <PickerList
              scope={scope}
              app={app}
              found={{ ...found, choices, total: found.total - (without === undefined ? 0 : 1) }}
              q={q}
              onAdd={
                onAdd &&
                (() => {
                  setOpen(false);
                  onAdd();
                })
              }
            />
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}

function Chosen({ value, app }: { value: Picked | null; app: string }) {
  if (!value) return <span className="grow muted">Choose a credential of {app}</span>;
  return (
    <>
      <Mark state={value.state} />
      <span className="grow clip">
        {value.name}
        <span className="sr">, {stateWords[value.state]}</span>
      </span>
    </>
  );
}
