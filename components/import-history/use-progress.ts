'use client';

import { useEffect, useState } from 'react';
import { useRouter } from 'next/navigation';
import { useQuery } from '@tanstack/react-query';
import { useAction } from '#components/session/session-gate.tsx';
import { describeImport } from '#lib/import-history/actions.ts';
import { importOptions, isGoingOn } from '#lib/import-history/cache.ts';
import type { ImportProgress } from '#lib/import-history/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

interface Progress {
  /** How it was when it was last seen going on. */
  readonly seen: ImportProgress;
  /** The last look got no answer; the next may. */
  readonly isUnseen: boolean;
  readonly look: () => void;
}

/** Watches an import or its undo; at its end the page shows what came of it. */
export function useProgress(scope: Scope, known: ImportProgress): Progress {
  const router = useRouter();
  const describe = useAction(describeImport);
  const { data, dataUpdatedAt, isError, refetch } = useQuery(importOptions(scope, known, describe));
  const [seen, setSeen] = useState(known);
  const isOver = !isGoingOn(data);
  // The end brings the last figures, and what it ended as; that is for the page to say.
  const now = isOver ? { ...data, state: seen.state, run: seen.run } : data;
  if (!isOver && data !== seen) setSeen(data);
  const overAt = isOver ? dataUpdatedAt : null;
  useEffect(() => {
    // With each look that finds it over, for as long as this is what is shown.
    if (overAt !== null) router.refresh();
  }, [overAt, router]);
  return { seen: now, isUnseen: isError, look: () => void refetch() };
}
