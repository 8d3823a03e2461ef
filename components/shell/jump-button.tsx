import type { ComponentProps } from 'react';
import { Search } from 'lucide-react';
import { Icon } from '#components/ui/icon.tsx';
import { Kbd } from '#components/ui/kbd.tsx';

/** Opens the command palette. At narrow widths only its picture is left. */
export function JumpButton(props: Omit<ComponentProps<'button'>, 'className' | 'children'>) {
  return (
    <button type="button" className="btn sm jump" aria-keyshortcuts="Meta+K Control+K" {...props}>
      <Icon of={Search} />
      <span>Search or jump to</span>
      <Kbd>⌘K</Kbd>
    </button>
  );
}
