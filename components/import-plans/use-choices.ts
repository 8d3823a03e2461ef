'use client';

import { startTransition as startLater, useOptimistic, useState, useTransition } from 'react';
import { useRouter } from 'next/navigation';
import { useAction } from '#components/session/session-gate.tsx';
import { chooseForConflicts, chooseForItem } from '#lib/import-plans/actions.ts';
import type { PlanDto } from '#lib/import-plans/schema.ts';
import type { Choice } from '#lib/imports/schema.ts';
import type { ActionResult, Refusal } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

interface Choosing {
  readonly isPending: boolean;
  readonly refusal: Refusal | null;
}

/** A choice is kept by the server at once; the page then counts anew. */
function useKept() {
  const router = useRouter();
  const [isPending, start] = useTransition();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const keep = (show: () => void, save: () => Promise<ActionResult<void>>) =>
    start(async () => {
      show();
      const result = await save();
      startLater(() => {
        setRefusal(result.ok ? null : result);
        router.refresh();
      });
    });
  return { isPending, refusal, keep };
}

const none: ReadonlyMap<number, Choice> = new Map();

interface ItemChoosing extends Choosing {
  /** What was chosen just now and is on its way, by the number of the item. */
  readonly chosen: ReadonlyMap<number, Choice>;
  readonly choose: (i: number, wanted: Choice) => void;
}

/** For single items of a plan. */
export function useItemChoices(scope: Scope, id: string): ItemChoosing {
  const save = useAction(chooseForItem);
  const { isPending, refusal, keep } = useKept();
  const [chosen, add] = useOptimistic(none, (before, [i, wanted]: readonly [number, Choice]) =>
    new Map(before).set(i, wanted),
  );
  const choose = (i: number, wanted: Choice) =>
    keep(
      () => add([i, wanted]),
      () => save(scope, { id, i, do: wanted }),
    );
  return { isPending, refusal, chosen, choose };
}

interface AllChoosing extends Choosing {
  readonly forConflicts: Choice | null;
  readonly choose: (wanted: Choice) => void;
}

/** For all conflicts that have no choice of their own. */
export function useConflictsChoice(scope: Scope, plan: Pick<PlanDto, 'id' | 'forConflicts'>): AllChoosing {
  const save = useAction(chooseForConflicts);
  const { isPending, refusal, keep } = useKept();
  const [forConflicts, show] = useOptimistic(plan.forConflicts);
  const choose = (wanted: Choice) =>
    keep(
      () => show(wanted),
      () => save(scope, { id: plan.id, do: wanted }),
    );
  return { isPending, refusal, forConflicts, choose };
}
