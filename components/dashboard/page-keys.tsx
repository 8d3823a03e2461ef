'use client';

import { useCreateParam } from '#components/credentials/create-param.ts';
import { KeysHelp, type KeyWord } from '#components/shell/keys-help.tsx';
import { useKeys } from '#components/shell/keys.ts';
import type { Permission } from '#lib/access.ts';

interface PageKeysProps {
  permissions: readonly Permission[];
  /** A page with a table of credentials, or of one credential. */
  about?: 'rows' | 'one';
  /** `C` creates one of this app. */
  component?: string;
}

/** Keys of the credential pages, and the list behind `?`; the tabs of the bar bind their own. */
export function PageKeys({ permissions, about, component }: PageKeysProps) {
  const { open } = useCreateParam();
  const canCreate = permissions.includes('credential.create') && about !== 'one';
  useKeys(canCreate ? { c: () => open(component) } : {});
  return <KeysHelp keys={wordsFor(permissions, about)} />;
}

function wordsFor(permissions: readonly Permission[], about: PageKeysProps['about']): KeyWord[] {
  const hasRows = about === 'rows';
  const it = hasRows ? 'the row' : 'this credential';
  const may = (permission: Permission) => permissions.includes(permission);
  const words: [string, string, boolean][] = [
    ['/', 'Search here', about !== 'one'],
    ['C', 'Create a credential', may('credential.create') && about !== 'one'],
    ['I', 'Import credentials', may('credential.import') && about !== 'one'],
    ['J', 'Next row', hasRows],
    ['K', 'Row before', hasRows],
    ['X', 'Select the row', hasRows],
    ['Enter', 'Open the row', hasRows],
    ['V', `Verify ${it}`, about !== undefined && may('credential.verify')],
    ['E', `Edit ${it}`, about !== undefined && may('credential.update')],
    ['G then A', 'App Credentials', true],
    ['G then F', 'Flows', true],
    ['G then C', 'Consumers', may('consumer.read')],
    ['G then L', 'Activity', may('activity.read')],
    ['G then S', 'Settings', true],
    ['Esc', 'Clear, then close', true],
    ['?', 'This list', true],
  ];
  return words.filter(([, , isThere]) => isThere).map(([keys, does]) => ({ keys, does }));
}
