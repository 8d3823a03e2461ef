'use client';

import { ChevronsUpDown, Plus } from 'lucide-react';
import { Icon } from '#components/ui/icon.tsx';
import { Menu, type MenuItem } from '#components/ui/menu.tsx';
import { Tag } from '#components/ui/tag.tsx';

export interface Place {
  id: string;
  name: string;
  /** What kind of place it is: `staging`. */
  tag?: string;
  href: string;
}

export interface SwitcherProps {
  /** `tenant`, `workspace`. */
  noun: string;
  current: Place;
  places: readonly Place[];
  /** How another is made: an address or a press. Left out where the person may not. */
  create?: { label: string } & ({ href: string } | { onSelect: () => void });
}

/** Where one is, and the way to the other places. */
export function Switcher({ noun, current, places, create }: SwitcherProps) {
  const items: MenuItem[] = places.map((place) => ({
    label: place.name,
    tag: place.tag,
    href: place.href,
    isCurrent: place.id === current.id,
  }));
  const more: MenuItem[] = create ? [{ ...create, icon: <Icon of={Plus} /> }] : [];
  return (
    <Menu
      isFixed
      groups={[{ items }, { items: more }]}
      trigger={
        <button type="button">
          <span className="clip">{current.name}</span>
          {current.tag && <Tag>{current.tag}</Tag>}
          <Icon of={ChevronsUpDown} />
          <span className="sr">, switch {noun}</span>
        </button>
      }
    />
  );
}
