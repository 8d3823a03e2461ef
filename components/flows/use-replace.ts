'use client';

import { useRef, useState } from 'react';
import { useRouter } from 'next/navigation';
import { useAction } from '#components/session/session-gate.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { amount } from '#components/ui/words.ts';
import { checkCredential } from '#lib/checks/actions.ts';
import type { VerificationDto } from '#lib/credentials/schema.ts';
import type { Refusal } from '#lib/result.ts';
import { replaceCredential } from '#lib/steps/actions.ts';
import type { Choice } from '#lib/steps/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

export type Replacing =
  | { readonly kind: 'choosing' }
  /** Asked for without a choice. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'checking' }
  | { readonly kind: 'failed'; readonly verification: VerificationDto }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

interface ReplaceOptions {
  scope: Scope;
  from: { readonly id: string; readonly name: string };
  onDone: () => void;
}

/** Every step that signs in with one credential takes another, which is checked once more before. */
export function useReplace({ scope, from, onDone }: ReplaceOptions) {
  const [target, setTarget] = useState<Choice | null>(null);
  const [replacing, setReplacing] = useState<Replacing>({ kind: 'choosing' });
  const isBusy = useRef(false);
  const check = useAction(checkCredential);
  const replace = useAction(replaceCredential);
  const { add } = useToast();
  const router = useRouter();
  const move = async (to: Choice) => {
    const checked = await check(scope, { id: to.id });
    if (!checked.ok) return setReplacing({ kind: 'refused', refusal: checked });
    const { verification } = checked.value;
    if (verification?.outcome === 'failed') return setReplacing({ kind: 'failed', verification });
    const result = await replace(scope, { from: from.id, to: to.id });
    if (!result.ok) return setReplacing({ kind: 'refused', refusal: result });
    add({
      title: `Moved ${amount(result.value.flows, 'flow')} to ${to.name}.`,
      text: `${from.name} can be deleted now.`,
    });
    onDone();
    return router.refresh();
  };
  const run = async () => {
    if (isBusy.current) return;
    if (!target) return setReplacing({ kind: 'missing' });
    isBusy.current = true;
    setReplacing({ kind: 'checking' });
    await move(target);
    isBusy.current = false;
    return undefined;
  };
  return {
    target,
    replacing,
    run: () => void run(),
    choose: (choice: Choice) => {
      setTarget(choice);
      setReplacing({ kind: 'choosing' });
    },
  };
}

export type Replace = ReturnType<typeof useReplace>;
