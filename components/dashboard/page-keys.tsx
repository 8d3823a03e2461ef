'use client';

import { useRouter } from 'next/navigation';
import { useCreateParam } from '#components/credentials/create-param.ts';
import type { Scope } from '#components/credentials/scope.ts';
import { KeysHelp, type KeyWord } from '#components/shell/keys-help.tsx';
import { useKeys } from '#components/shell/keys.ts';
import type { Permission } from '#lib/access.ts';

interface PageKeysProps {
  scope: Scope;
  permissions: readonly Permission[];
  /** On a page with a table of credentials. */
  hasRows?: boolean;
  /** `C` creates one of this app. */
  component?: string;
}

/** Keys of the credential pages, and the list behind `?`. */
export function PageKeys({ scope, permissions, hasRows, component }: PageKeysProps) {
  const { push } = useRouter();
  const { open } = useCreateParam();
  const canCreate = permissions.includes('credential.create');
  const base = `/${scope.tenant}/${scope.workspace}`;
  useKeys({
    ...(canCreate && { c: () => open(component) }),
    'g a': () => push(`${base}/credentials`),
    ...(permissions.includes('activity.read') && { 'g l': () => push(`${base}/activity`) }),
    'g s': () => push(`${base}/settings`),
  });
  return <KeysHelp keys={wordsFor(permissions, hasRows ?? false)} />;
}

function wordsFor(permissions: readonly Permission[], hasRows: boolean): KeyWord[] {
  const may = (permission: Permission) => permissions.includes(permission);
  const words: [string, string, boolean][] = [
    ['/', 'Search here', true],
    ['C', 'Create a credential', may('credential.create')],
    ['I', 'Import credentials', may('credential.import')],
    ['J', 'Next row', hasRows],
    ['K', 'Row before', hasRows],
    ['X', 'Select the row', hasRows],
    ['Enter', 'Open the row', hasRows],
    ['V', 'Verify the row', hasRows && may('credential.verify')],
    ['E', 'Edit the row', hasRows && may('credential.update')],
    ['G then A', 'App Credentials', true],
    ['G then L', 'Activity', may('activity.read')],
    ['G then S', 'Settings', true],
    ['Esc', 'Clear, then close', true],
    ['?', 'This list', true],
  ];
  return words.filter(([, , isThere]) => isThere).map(([keys, does]) => ({ keys, does }));
}
