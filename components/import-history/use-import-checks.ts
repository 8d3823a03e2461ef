'use client';

import { useEffect, useState } from 'react';
import { useRouter } from 'next/navigation';
import { useQuery } from '@tanstack/react-query';
import { useAction } from '#components/session/session-gate.tsx';
import { importStandings, verifyImport } from '#lib/import-checks/actions.ts';
import { importStandingsOptions } from '#lib/import-checks/cache.ts';
import type { ImportStandings } from '#lib/import-checks/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

interface ImportChecks {
  /** Not counted yet: undefined. */
  readonly standings: ImportStandings | undefined;
  readonly isAsking: boolean;
  readonly trouble: string | null;
  readonly verify: () => Promise<void>;
}

/** Asks for checks of all that an import stored, and watches them come back. */
export function useImportChecks(scope: Scope, id: string): ImportChecks {
  const router = useRouter();
  const count = useAction(importStandings);
  const ask = useAction(verifyImport);
  const [isAsking, setAsking] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isWatching, setWatching] = useState(false);
  const { data, error, refetch } = useQuery(importStandingsOptions(scope, id, count));
  const waiting = data?.waiting ?? 0;
  if (waiting > 0 && !isWatching) setWatching(true);
  const hasEnded = isWatching && waiting === 0;
  useEffect(() => {
    // The items on the page show the new states too.
    if (hasEnded) router.refresh();
  }, [hasEnded, router]);
  const verify = async () => {
    setAsking(true);
    const result = await ask(scope, { id });
    setRefusal(result.ok ? null : result.message);
    await refetch();
    setAsking(false);
    router.refresh();
  };
  return { standings: data, isAsking, trouble: refusal ?? error?.message ?? null, verify };
}
