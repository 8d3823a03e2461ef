'use client';

import { Autocomplete } from '@base-ui/react/autocomplete';
import { ArrowRight } from 'lucide-react';
import { AppTile } from '#components/credentials/app-tile.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Mark } from '#components/ui/mark.tsx';
import { stateWords } from '#components/ui/states.ts';
import type { Destination, DestinationGroup } from './destinations.ts';

/** The field keeps the focus; the list shows which row `Enter` opens. */
export function PaletteList({ none, onOpen }: { none: string | null; onOpen: (row: Destination) => void }) {
  return (
    <div className="menu flat">
      <Autocomplete.Empty className="none">{none}</Autocomplete.Empty>
      <Autocomplete.List>
        {(group: DestinationGroup) => (
          <Autocomplete.Group key={group.value} items={group.items}>
            <Autocomplete.GroupLabel className="cap">{group.value}</Autocomplete.GroupLabel>
            <Autocomplete.Collection>
              {(row: Destination) => (
                <Autocomplete.Item key={row.id} className="item" value={row} onClick={() => onOpen(row)}>
                  <Sign row={row} />
                  <span className="grow clip">{row.label}</span>
                  <span className="muted small">{row.detail}</span>
                </Autocomplete.Item>
              )}
            </Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
    </div>
  );
}

function Sign({ row }: { row: Destination }) {
  if (row.state) {
    return (
      <>
        <Mark state={row.state} />
        <span className="sr">{stateWords[row.state]}</span>
      </>
    );
  }
  if (row.icon) return <AppTile icon={row.icon} name={row.label} size="sm" />;
  return <Icon of={ArrowRight} flips />;
}
