'use client';

import { useQuery } from '@tanstack/react-query';
import { useAction } from '#components/session/session-gate.tsx';
import { listUses } from '#lib/uses/actions.ts';
import { usesOptions } from '#lib/uses/cache.ts';
import type { UseDto } from '#lib/uses/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

/** The steps that sign in with a credential; none while they are on their way, or where there is no one credential. */
export function useUses(scope: Scope, credentialId: string | null): readonly UseDto[] {
  const list = useAction(listUses);
  const { data } = useQuery({ ...usesOptions(scope, credentialId ?? '', list), enabled: credentialId !== null });
  return data?.ok ? data.value : [];
}
