'use client';

import type { ReactElement, ReactNode } from 'react';
import { Link } from '#components/ui/link.tsx';
import { Menu as Base } from '@base-ui/react/menu';
import { Check, Ellipsis } from 'lucide-react';
import { clsx } from 'clsx';
import { IconButton } from './button.tsx';
import { Icon } from './icon.tsx';
import { Kbd } from './kbd.tsx';
import { Tag } from './tag.tsx';

export interface MenuItem {
  label: string;
  icon?: ReactNode;
  /** Beside the label: an environment. */
  tag?: string;
  /** The key that does the same. */
  hotkey?: string;
  /** Leads somewhere… */
  href?: string;
  /** …or does something. */
  onSelect?: () => void;
  isDangerous?: boolean;
  /** The one that is chosen now, among others. */
  isCurrent?: boolean;
  /** Why it cannot be done now, shown under its label. */
  unavailable?: string;
}

export interface MenuGroup {
  caption?: string;
  items: readonly MenuItem[];
}

interface MenuProps {
  /** The element that opens it: a `<button>`. */
  trigger: ReactElement;
  groups: readonly MenuGroup[];
  align?: 'start' | 'end';
  /** The trigger stays where it is when the page scrolls; a menu that went along would slip away under a press. */
  isFixed?: boolean;
}

export function Menu({ trigger, groups, align = 'start', isFixed = false }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner
          className="floating"
          positionMethod={isFixed ? 'fixed' : 'absolute'}
          sideOffset={4}
          align={align}
          collisionPadding={12}
        >
          <Base.Popup className="menu">
            {groups
              .filter((group) => group.items.length > 0)
              .map((group, at) => (
                <Base.Group key={group.items[0]?.label}>
                  {at > 0 && <hr />}
                  {group.caption && <Base.GroupLabel className="cap">{group.caption}</Base.GroupLabel>}
                  {group.items.map((item) => (
                    <Item key={item.href ?? item.label} item={item} />
                  ))}
                </Base.Group>
              ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function Item({ item }: { item: MenuItem }) {
  const className = clsx('item', item.isDangerous && 'bad');
  const inside = (
    <>
      {item.icon}
      <span className="grow">
        <span className="block clip">{item.label}</span>
        {item.unavailable && <span className="block small">{item.unavailable}</span>}
      </span>
      {item.tag && <Tag>{item.tag}</Tag>}
      {item.isCurrent && (
        <>
          <Icon of={Check} />
          <span className="sr">, current</span>
        </>
      )}
      {item.hotkey && <Kbd>{item.hotkey}</Kbd>}
    </>
  );
  if (item.href !== undefined && item.unavailable === undefined) {
    return (
      <Base.LinkItem className={className} closeOnClick render={<Link href={item.href} />}>
        {inside}
      </Base.LinkItem>
    );
  }
  return (
    <Base.Item className={className} disabled={item.unavailable !== undefined} onClick={item.onSelect}>
      {inside}
    </Base.Item>
  );
}

/** The `⋯` at the end of a row. */
export function RowMenu({ name, groups }: { name: string; groups: readonly MenuGroup[] }) {
  return (
    <Menu
      align="end"
      groups={groups}
      trigger={
        <IconButton variant="quiet" small aria-label={`More for ${name}`}>
          <Icon of={Ellipsis} />
        </IconButton>
      }
    />
  );
}
