'use client';

import { useEffect, useState } from 'react';
import { useRouter } from 'next/navigation';
import { useQuery } from '@tanstack/react-query';
import { useAction } from '#components/session/session-gate.tsx';
import { describeLiveImport } from '#lib/live-imports/actions.ts';
import { liveImportOptions } from '#lib/live-imports/cache.ts';
import type { LiveImportDto } from '#lib/live-imports/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

interface Progress {
  /** How it was when it was last seen going on, with the newest figures. */
  readonly seen: LiveImportDto;
  /** The last look got no answer; the next may. */
  readonly isUnseen: boolean;
  readonly look: () => void;
}

/** Watches an import; at its end the page shows what came of it. */
export function useProgress(scope: Scope, known: LiveImportDto): Progress {
  const router = useRouter();
  const describe = useAction(describeLiveImport);
  const { data, dataUpdatedAt, isError, refetch } = useQuery(liveImportOptions(scope, known, describe));
  const [isStill, setStill] = useState(true);
  const isOver = data.state !== 'running';
  if (isOver === isStill) setStill(!isOver);
  const overAt = isOver ? dataUpdatedAt : null;
  useEffect(() => {
    // With each look that finds it over, for as long as this is what is shown.
    if (overAt !== null) router.refresh();
  }, [overAt, router]);
  return { seen: data, isUnseen: isError, look: () => void refetch() };
}
