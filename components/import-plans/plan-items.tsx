'use client';

import { useState } from 'react';
import { PlanTable } from '#components/imports/plan-table.tsx';
import { Result } from '#components/ui/result.tsx';
import type { PlanDto, PlannedItem } from '#lib/import-plans/schema.ts';
import type { Choice } from '#lib/imports/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { CompareDialog } from './compare-dialog.tsx';
import { useItemChoices } from './use-choices.ts';

interface PlanItemsProps {
  scope: Scope;
  plan: Pick<PlanDto, 'id' | 'forConflicts'>;
  items: readonly PlannedItem[];
}

/** A page of what is in the file, with a choice for each that has one. */
export function PlanItems({ scope, plan, items }: PlanItemsProps) {
  const { isPending, refusal, chosen, choose } = useItemChoices(scope, plan.id);
  const [openedI, setOpened] = useState<number | null>(null);
  const opened = items.find((item) => item.i === openedI);
  const choiceOf = (item: PlannedItem): Choice | null => chosen.get(item.i) ?? (item.isOpen ? null : item.choice);
  const taken = (item: PlannedItem): Choice =>
    item.outcome === 'conflict' && plan.forConflicts === 'override' ? 'override' : 'create';
  return (
    <div className="stack" aria-busy={isPending}>
      {refusal && <Result state="failed" title={refusal.message} reference={refusal.code} />}
      <PlanTable
        items={items}
        choiceOf={choiceOf}
        onPick={(item, wanted) => choose(item.i, wanted)}
        onInclude={(item, isIncluded) => choose(item.i, isIncluded ? taken(item) : 'skip')}
        onOpen={setOpened}
      />
      {opened && (
        <CompareDialog item={opened} onPick={(wanted) => choose(opened.i, wanted)} onClose={() => setOpened(null)} />
      )}
    </div>
  );
}
