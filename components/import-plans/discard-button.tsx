'use client';

import { useState } from 'react';
import { useRouter } from 'next/navigation';
import { DeedDialog } from '#components/credentials/deed-dialog.tsx';
import { useAction } from '#components/session/session-gate.tsx';
import { importsHref } from '#components/shell/hrefs.ts';
import { Button } from '#components/ui/button.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { discardPlan } from '#lib/import-plans/actions.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

/** Puts a plan away, once one has said so. */
export function DiscardButton({ scope, id }: { scope: Scope; id: string }) {
  const [isOpen, setOpen] = useState(false);
  const discard = useAction(discardPlan);
  const router = useRouter();
  const { add } = useToast();
  const run = async () => {
    const result = await discard(scope, { id });
    if (!result.ok) return result;
    add({ title: 'The plan is discarded.', text: 'Nothing was stored.' });
    router.push(importsHref(scope));
    return null;
  };
  return (
    <>
      <Button aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Discard
      </Button>
      {isOpen && (
        <DeedDialog
          title="Discard this plan"
          sentence="The plan goes, and the copy of the file with it. Nothing was stored."
          confirm="Discard"
          pending="Discarding…"
          isDangerous
          run={run}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
