import { Ban, Copy, Fingerprint, Plus, type LucideIcon } from 'lucide-react';
import { clsx } from 'clsx';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Select } from '#components/ui/select.tsx';
import { Heads, SilentHead, Table } from '#components/ui/table.tsx';
import type { Choice, PlanItem } from '#lib/imports/schema.ts';
import { ItemName } from './item-name.tsx';
import { Older } from './older.tsx';
import { canImport, canOverride, type Do } from './picks.ts';
import { comparedWords, createWords, overrideWords, touchesWords } from './words.ts';

interface PlanTableProps<I extends PlanItem> {
  items: readonly I[];
  /** What happens to it; null while nobody has said. */
  choiceOf: (item: I) => Choice | null;
  onPick: (item: I, wanted: Do) => void;
  onInclude: (item: I, isIncluded: boolean) => void;
  /** Opens the conflict of an item. */
  onOpen: (i: number) => void;
  /** Inside a panel that already has edges. */
  bare?: boolean;
}

export function PlanTable<I extends PlanItem>({ items, choiceOf, onPick, onInclude, onOpen, bare }: PlanTableProps<I>) {
  return (
    <Table label="What will be imported" stacked className="plan" bare={bare}>
      <Heads
        of={['Credential', 'Compared with here', 'Touches']}
        before={<SilentHead className="pick">Include</SilentHead>}
      >
        <th scope="col" className="choicecol">
          Do
        </th>
      </Heads>
      <tbody>
        {items.map((item) => (
          <tr key={item.i}>
            <td className="pick">
              {canImport(item) && (
                <Checkbox
                  aria-label={`Include ${item.name}`}
                  checked={choiceOf(item) !== 'skip'}
                  onChange={(event) => onInclude(item, event.target.checked)}
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
              <Doing item={item} choice={choiceOf(item)} onPick={(wanted) => onPick(item, wanted)} />
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Compared({ item, onOpen }: { item: PlanItem; onOpen: (i: number) => void }) {
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

interface DoingProps {
  item: PlanItem;
  choice: Choice | null;
  onPick: (wanted: Do) => void;
}

function Doing({ item, choice, onPick }: DoingProps) {
  // An override that has become impossible since it was chosen is not done either.
  const isSkipped = choice === 'skip' || (choice === 'override' && !canOverride(item));
  if (isSkipped) return <span className="muted">Left out</span>;
  if (!canOverride(item))
    return <span className="soft">{item.outcome === 'conflict' ? `Create as “${item.createName}”` : createWords}</span>;
  return (
    <Select
      small
      aria-label={`Do with ${item.name}`}
      value={choice ?? ''}
      onChange={(event) => onPick(event.target.value === 'override' ? 'override' : 'create')}
      options={[
        ...(choice === null ? [{ value: '', label: 'Not chosen yet', disabled: true }] : []),
        { value: 'override', label: overrideWords },
        { value: 'create', label: createWords },
      ]}
    />
  );
}
