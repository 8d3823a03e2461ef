'use client';

import { useQuery } from '@tanstack/react-query';
import { useAction } from '#components/session/session-gate.tsx';
import { listRevocable } from '#lib/revocations/actions.ts';
import { revocableOptions } from '#lib/revocations/cache.ts';
import { revokedAtOnceMax } from '#lib/revocations/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

/** The apps that can be asked to end what they gave; none while nobody knows, or where it would be too many. */
export function useRevocable(scope: Scope, ids: readonly string[]): readonly string[] {
  const { data } = useQuery({
    ...revocableOptions(scope, ids, useAction(listRevocable)),
    enabled: ids.length <= revokedAtOnceMax,
  });
  return data?.ok ? data.value : [];
}
