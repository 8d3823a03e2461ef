'use client';

import { useState } from 'react';
import { useRouter } from 'next/navigation';
import { useAction } from '#components/session/session-gate.tsx';
import { credentialsHref } from '#components/shell/hrefs.ts';
import { Button } from '#components/ui/button.tsx';
import { Result } from '#components/ui/result.tsx';
import { acceptInvite } from '#lib/invites/actions.ts';

/** One press of the person the link is for. */
export function JoinButton({ token, words }: { token: string; words: string }) {
  const router = useRouter();
  const accept = useAction(acceptInvite);
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const join = async () => {
    setBusy(true);
    const result = await accept({ token });
    if (result.ok) {
      location.assign(credentialsHref(result.value));
      return;
    }
    setBusy(false);
    setRefusal(result.message);
    // It has changed under the page, which says how it stands now.
    router.refresh();
  };
  return (
    <>
      {refusal && <Result state="failed" title={refusal} />}
      <Button variant="primary" disabled={isBusy} onClick={() => void join()}>
        {isBusy ? 'One moment…' : words}
      </Button>
    </>
  );
}
