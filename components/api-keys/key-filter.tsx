'use client';

import { useTransition } from 'react';
import { useQueryStates } from 'nuqs';
import { Chip } from '#components/ui/chip.tsx';
import { keyParams } from './filters.ts';

/** Tokens of consumers come and go by the thousand, so they are a view of their own. */
export function KeyFilter() {
  const [isPending, startTransition] = useTransition();
  const [{ of }, set] = useQueryStates(keyParams, { shallow: false, history: 'push', startTransition });
  return (
    <div className="toolbar" aria-busy={isPending}>
      <Chip pressed={of !== null} onClick={() => void set({ of: of === null ? 'consumers' : null, after: null })}>
        Tokens of consumers
      </Chip>
    </div>
  );
}
