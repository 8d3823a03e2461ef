'use client';

import { useQuery } from '@tanstack/react-query';
import { useAction } from '#components/session/session-gate.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { Note } from '#components/ui/note.tsx';
import { Result } from '#components/ui/result.tsx';
import { viewKey } from '#lib/recipients/actions.ts';
import { keyViewOptions } from '#lib/recipients/cache.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { keyOwnerWords } from './words.ts';

/** A key that was exchanged on its way looks like any other: only its fingerprint tells. */
export function WhoseKey({ scope, typed }: { scope: Scope; typed: string }) {
  const { data } = useQuery(keyViewOptions(scope, typed.trim(), useAction(viewKey)));
  if (!data) return null;
  if (!data.ok) return <Result state="failed" title={data.message} />;
  const { fingerprint, of } = data.value;
  return (
    <>
      <Facts
        facts={[
          { term: 'Key of', value: keyOwnerWords(data.value) },
          { term: 'Fingerprint', value: fingerprint, mono: true },
        ]}
      />
      {of === 'unknown' && (
        <Note>
          Compare the fingerprint with the one they see under Settings, Keys. Only who has this key opens the file, and
          no passphrase is needed.
        </Note>
      )}
    </>
  );
}
