'use client';

import { useEffect } from 'react';
import { useRouter } from 'next/navigation';
import { useQuery } from '@tanstack/react-query';
import { useAction } from '#components/session/session-gate.tsx';
import { readGrant } from '#lib/grants/actions.ts';
import { grantOptions } from '#lib/grants/cache.ts';
import type { GrantDto } from '#lib/grants/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

interface WatchGrantProps {
  scope: Scope;
  credentialId: string;
  /** As the page shows it. */
  grant: GrantDto;
  everyMs: number;
}

/** Looks now and then whether the tokens stand as the page says; when they do not, the page is made anew. */
export function WatchGrant({ scope, credentialId, grant, everyMs }: WatchGrantProps) {
  const router = useRouter();
  const read = useAction(readGrant);
  const { data } = useQuery(grantOptions(scope, credentialId, everyMs, read));
  const seen = data === undefined ? null : JSON.stringify(data);
  const news = seen === JSON.stringify(grant) ? null : seen;
  useEffect(() => {
    if (news !== null) router.refresh();
  }, [news, router]);
  return null;
}
