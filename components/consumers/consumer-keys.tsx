'use client';

import { KeysHelp, type KeyWord } from '#components/shell/keys-help.tsx';
import type { Permission } from '#lib/access.ts';

interface ConsumerKeysProps {
  permissions: readonly Permission[];
  /** The list of all, or the page of one. */
  on: 'list' | 'one';
}

/** What `?` lists on the pages of consumers. The keys themselves are bound where their work is done. */
export function ConsumerKeys({ permissions, on }: ConsumerKeysProps) {
  const isList = on === 'list';
  const words: [string, string, boolean][] = [
    ['/', 'Search here', isList],
    ['J', 'Next row', true],
    ['K', 'Row before', true],
    ['Enter', 'Open the row', true],
    ['G then A', 'App Credentials', true],
    ['G then F', 'Flows', true],
    ['G then C', 'Consumers', true],
    ['G then L', 'Activity', permissions.includes('activity.read')],
    ['G then S', 'Settings', true],
    ['Esc', 'Clear, then close', true],
    ['?', 'This list', true],
  ];
  const keys: KeyWord[] = words.filter(([, , isThere]) => isThere).map(([stroke, does]) => ({ keys: stroke, does }));
  return <KeysHelp keys={keys} />;
}
