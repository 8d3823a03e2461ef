'use client';

import { useDeferredValue } from 'react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useAction } from '#components/session/session-gate.tsx';
import { listChoices } from '#lib/steps/actions.ts';
import { choicesOptions } from '#lib/steps/cache.ts';
import type { Choice } from '#lib/steps/schema.ts';
import type { Refusal } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

export interface Choices {
  readonly choices: readonly Choice[];
  readonly total: number;
  readonly hasMore: boolean;
  readonly isPending: boolean;
  readonly refusal: Refusal | null;
  readonly now: number;
  readonly showMore: () => void;
}

/** The credentials of one app, page by page, as they are found by what was typed. Asked for while the list is open. */
export function useChoices(scope: Scope, component: string, q: string, isOpen: boolean): Choices {
  const wanted = useDeferredValue(q.trim());
  const list = useAction(listChoices);
  const query = useInfiniteQuery({
    ...choicesOptions(scope, component, wanted, list),
    enabled: isOpen,
    placeholderData: keepPreviousData,
  });
  const pages = query.data?.pages ?? [];
  return {
    choices: pages.flatMap((page) => (page.ok ? page.value.choices : [])),
    total: pages.reduce((most, page) => (page.ok ? page.value.total : most), 0),
    hasMore: query.hasNextPage,
    isPending: query.isPending || query.isPlaceholderData,
    refusal: pages.find((page) => !page.ok) ?? null,
    now: query.dataUpdatedAt,
    showMore: () => void query.fetchNextPage(),
  };
}
