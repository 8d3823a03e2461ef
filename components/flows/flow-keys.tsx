'use client';

import { KeysHelp, type KeyWord } from '#components/shell/keys-help.tsx';
import type { Permission } from '#lib/access.ts';

interface FlowKeysProps {
  permissions: readonly Permission[];
  /** The list of all, or the builder of one. */
  on: 'list' | 'builder';
}

/** What `?` lists on the pages of flows. The keys themselves are bound where their work is done. */
export function FlowKeys({ permissions, on }: FlowKeysProps) {
  const may = (permission: Permission) => permissions.includes(permission);
  const isList = on === 'list';
  const words: [string, string, boolean][] = [
    ['/', 'Search here', isList],
    ['C', 'Create a flow', isList && may('flow.create')],
    ['I', 'Import flows', isList && may('flow.import')],
    ['J', 'Next row', isList],
    ['K', 'Row before', isList],
    ['Enter', isList ? 'Open the row' : 'Open the step', true],
    ['Up, Down', 'Go through the steps', !isList],
    ['Alt+Up, Alt+Down', 'Move the step', !isList && may('flow.update')],
    ['V', 'Run check', !isList && may('credential.verify')],
    ['G then A', 'App Credentials', true],
    ['G then F', 'Flows', true],
    ['G then C', 'Consumers', may('consumer.read')],
    ['G then L', 'Activity', may('activity.read')],
    ['G then S', 'Settings', true],
    ['Esc', 'Clear, then close', true],
    ['?', 'This list', true],
  ];
  const keys: KeyWord[] = words.filter(([, , isThere]) => isThere).map(([stroke, does]) => ({ keys: stroke, does }));
  return <KeysHelp keys={keys} />;
}
