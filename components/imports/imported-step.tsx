'use client';

import { useEffect, useState } from 'react';
import { Link } from '#components/ui/link.tsx';
import { useRouter } from 'next/navigation';
import { useQuery } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { untilWords } from '#components/import-history/words.ts';
import { useAction } from '#components/session/session-gate.tsx';
import { importHref } from '#components/shell/hrefs.ts';
import { Button } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Note } from '#components/ui/note.tsx';
import { Result } from '#components/ui/result.tsx';
import { listStandings, requestChecks } from '#lib/checks/actions.ts';
import { inBatches, isSettled, standingsOptions } from '#lib/imports/cache.ts';
import type { AppliedDto } from '#lib/imports/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { ImportedTable } from './imported-table.tsx';
import { checksWords, summaryWords } from './words.ts';

interface ImportedStepProps {
  scope: Scope;
  applied: AppliedDto;
}

/** What was stored, and how each check goes while one watches. */
export function ImportedStep({ scope, applied }: ImportedStepProps) {
  const router = useRouter();
  const list = useAction(listStandings);
  const ask = useAction(requestChecks);
  const [asked, setAsked] = useState<'no' | 'asking' | 'yes'>('no');
  const [refusal, setRefusal] = useState<string | null>(null);
  const [ids] = useState(() => [...applied.created, ...applied.overridden].map((one) => one.id));
  const isWatching = applied.isVerifying || asked === 'yes';
  const query = useQuery({ ...standingsOptions(scope, ids, list), enabled: isWatching });
  const hasSettled = isWatching && isSettled(query.data);
  useEffect(() => {
    // The page behind shows the new states too.
    if (hasSettled) router.refresh();
  }, [hasSettled, router]);
  const verify = async () => {
    setAsked('asking');
    setRefusal(null);
    for (const batch of inBatches(ids)) {
      const result = await ask(scope, { ids: batch });
      if (result.ok) continue;
      setRefusal(result.message);
      return setAsked('no');
    }
    setAsked('yes');
  };
  const { created, overridden, skipped } = applied;
  const counts = { create: created.length, override: overridden.length, skip: skipped };
  return (
    <>
      <div data-first-focus tabIndex={-1}>
        <Result
          state="passed"
          title={summaryWords(counts)}
          fix={isWatching ? checksWords(query.data ?? [], ids.length) : undefined}
        />
      </div>
      {!isWatching && (
        <div className="row wrap">
          <div className="grow">
            <Note>So many at once are checked only when you ask for it. Until then they are unverified.</Note>
          </div>
          <Button disabled={asked === 'asking'} onClick={() => void verify()}>
            {asked === 'asking' ? 'Asking…' : 'Verify'}
          </Button>
        </div>
      )}
      {(refusal ?? query.error) && (
        <Result
          state="failed"
          title={refusal ? 'The checks were not asked for.' : 'How they stand could not be read.'}
          fix={refusal ?? query.error?.message}
          action={
            isWatching && (
              <Button small onClick={() => void query.refetch()}>
                Try again
              </Button>
            )
          }
        />
      )}
      <Note icon={<Icon of={History} />}>
        {untilWords({ overridden: overridden.length }, applied.undoableUntil)}{' '}
        <Link href={importHref(scope, applied.importId)}>See this import</Link>
      </Note>
      <ImportedTable scope={scope} applied={applied} standings={query.data ?? []} isWatching={isWatching} />
    </>
  );
}
