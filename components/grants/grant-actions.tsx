'use client';

import { useState } from 'react';
import { useRouter } from 'next/navigation';
import { Pause, Play, RefreshCw } from 'lucide-react';
import { useAction } from '#components/session/session-gate.tsx';
import { Button } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Result } from '#components/ui/result.tsx';
import { useToast } from '#components/ui/toast.tsx';
import type { Refusal } from '#lib/result.ts';
import { refreshCredential, setRefreshing } from '#lib/grants/actions.ts';
import type { GrantDto } from '#lib/grants/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

interface GrantActionsProps {
  scope: Scope;
  credential: { readonly id: string; readonly name: string };
  grant: Pick<GrantDto, 'state' | 'isRefreshing'>;
}

/** Refreshes at once, or stops and resumes it. What was refused is said here. */
export function GrantActions({ scope, credential: { id, name }, grant }: GrantActionsProps) {
  const router = useRouter();
  const { add } = useToast();
  const refresh = useAction(refreshCredential);
  const set = useAction(setRefreshing);
  const [busy, setBusy] = useState<'refresh' | 'set' | null>(null);
  const [refusal, setRefusal] = useState<Pick<Refusal, 'message' | 'code'> | null>(null);
  const isStopped = grant.state === 'stopped';
  const run = async (what: 'refresh' | 'set') => {
    if (busy !== null) return;
    setBusy(what);
    setRefusal(null);
    const result = what === 'refresh' ? await refresh(scope, { id }) : await set(scope, { id, on: isStopped });
    setBusy(null);
    // What the provider said instead is told by the panel itself, which is made anew.
    if (!result.ok) setRefusal(result);
    else if (what === 'set')
      add({ title: isStopped ? `${name} is refreshed again` : `${name} is not refreshed any more` });
    else if (result.value.failingSince === null) add({ title: `Refreshed ${name}` });
    router.refresh();
  };
  const isRefreshing = busy === 'refresh' || grant.isRefreshing;
  return (
    <div className="stack">
      <div className="row wrap">
        <Button small aria-disabled={isRefreshing} onClick={() => !isRefreshing && void run('refresh')}>
          <Icon of={RefreshCw} />
          {isRefreshing ? 'Refreshing…' : 'Refresh now'}
        </Button>
        <Button small aria-disabled={busy === 'set'} onClick={() => void run('set')}>
          <Icon of={isStopped ? Play : Pause} />
          {isStopped ? 'Resume refreshing' : 'Stop refreshing'}
        </Button>
      </div>
      {refusal && <Result state="failed" title={refusal.message} reference={refusal.code} />}
    </div>
  );
}
