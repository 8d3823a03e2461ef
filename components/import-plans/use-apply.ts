'use client';

import { useState } from 'react';
import { useRouter } from 'next/navigation';
import { useAction } from '#components/session/session-gate.tsx';
import { applyPlan } from '#lib/bulk-imports/actions.ts';
import type { PlanDto } from '#lib/import-plans/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { lackOf, type Lack } from './lack.ts';

interface Applying {
  readonly isSignerAccepted: boolean;
  readonly acceptSigner: (isAccepted: boolean) => void;
  readonly isBusy: boolean;
  readonly lack: Lack | null;
  readonly apply: () => Promise<void>;
}

/** Begins to store a plan; from then on the page shows how far that is. */
export function useApply(scope: Scope, plan: PlanDto): Applying {
  const run = useAction(applyPlan);
  const router = useRouter();
  const [isSignerAccepted, setSignerAccepted] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [said, setSaid] = useState<Lack | null>(null);
  // What was missing and is chosen by now is missing no more.
  const lack = said?.about === 'conflicts' && plan.doing.open === 0 ? null : said;
  const apply = async () => {
    if (isBusy) return;
    const missing = lackOf(plan, isSignerAccepted);
    setSaid(missing);
    if (missing) return;
    setBusy(true);
    const result = await run(scope, { id: plan.id, acceptSigner: isSignerAccepted });
    // Busy until the page is another: between the two there is nothing to press.
    if (result.ok) return router.refresh();
    setBusy(false);
    setSaid({ about: result.code === 'IMP-211' ? 'signer' : 'plan', text: result.message });
    router.refresh();
  };
  return {
    isSignerAccepted,
    acceptSigner: (isAccepted) => {
      setSignerAccepted(isAccepted);
      setSaid(null);
    },
    isBusy,
    lack,
    apply,
  };
}
