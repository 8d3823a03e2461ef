import { Ban, Copy, Fingerprint, Plus, type LucideIcon } from 'lucide-react';
import { clsx } from 'clsx';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Select } from '#components/ui/select.tsx';
import { SilentHead, Table } from '#components/ui/table.tsx';
import type { PlanItem } from '#lib/imports/schema.ts';
import { ItemName } from './item-name.tsx';
import { Older } from './older.tsx';
import { canImport, canOverride, choiceOf, include, pick, type Picks } from './picks.ts';
import { comparedWords, createWords, overrideWords, touchesWords } from './words.ts';

interface PlanTableProps {
  items: readonly PlanItem[];
  picks: Picks;
  onPicks: (picks: Picks) => void;
  /** Opens the conflict of an item. */
  onOpen: (i: number) => void;
}

export function PlanTable({ items, picks, onPicks, onOpen }: PlanTableProps) {
  return (
    <Table label="What will be imported" stacked className="plan">
      <thead>
        <tr>
          <SilentHead className="pick">Include</SilentHead>
          <th scope="col">Credential</th>
          <th scope="col">Compared with here</th>
          <th scope="col">Touches</th>
          <th scope="col" className="choicecol">
            Do
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.i}>
            <td className="pick">
              {canImport(item) && (
                <Checkbox
                  aria-label={`Include ${item.name}`}
                  checked={choiceOf(item, picks) !== 'skip'}
                  onChange={(event) => onPicks(include(picks, item, event.target.checked))}
                />
              )}
            </td>
            <td>
              <ItemName item={item} hasId />
            </td>
            <td>
              <Compared item={item} onOpen={onOpen} />
            </td>
            <td className="soft">
              {touchesWords(item)}
              <Older conflict={item.conflict} />
            </td>
            <td>
              <Doing item={item} picks={picks} onPicks={onPicks} />
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Compared({ item, onOpen }: { item: PlanItem } & Pick<PlanTableProps, 'onOpen'>) {
  const { conflict } = item;
  const isRefused = !canImport(item) || (conflict !== null && !canOverride(item));
  const words = (
    <span className={clsx('state', isRefused ? 's-failed' : conflict ? 's-expiring' : 'calm')}>
      <Icon of={signOf(item)} />
      {comparedWords(item)}
    </span>
  );
  if (!conflict) return words;
  return (
    <button type="button" className="linkbtn" onClick={() => onOpen(item.i)}>
      {words}
      <span className="sr">Compare {item.name}</span>
    </button>
  );
}

function signOf(item: PlanItem): LucideIcon {
  if (item.outcome === 'refused') return Ban;
  if (item.conflict === null) return Plus;
  if (item.conflict.overrideRefused !== null) return Ban;
  return item.conflict.by === 'name' ? Copy : Fingerprint;
}

function Doing({ item, picks, onPicks }: { item: PlanItem } & Pick<PlanTableProps, 'picks' | 'onPicks'>) {
  const choice = choiceOf(item, picks);
  if (choice === 'skip') return <span className="muted">Left out</span>;
  if (!canOverride(item))
    return <span className="soft">{item.conflict ? `Create as “${item.createName}”` : createWords}</span>;
  return (
    <Select
      small
      aria-label={`Do with ${item.name}`}
      value={choice}
      onChange={(event) => onPicks(pick(picks, item, event.target.value === 'override' ? 'override' : 'create'))}
      options={[
        { value: 'override', label: overrideWords },
        { value: 'create', label: createWords },
      ]}
    />
  );
}
