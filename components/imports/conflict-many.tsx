import { useId } from 'react';
import { Ban, History } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Note } from '#components/ui/note.tsx';
import { Segmented } from '#components/ui/segmented.tsx';
import { Heads, Table } from '#components/ui/table.tsx';
import { amount } from '#components/ui/words.ts';
import type { ConflictDto } from '#lib/conflicts/schema.ts';
import type { PlanItem } from '#lib/imports/schema.ts';
import { ItemName } from './item-name.tsx';
import { Older } from './older.tsx';
import { canOverride, choiceOf, conflictsIn, pick, pickForAll, type Picks } from './picks.ts';
import { conflictBy, createWords, overrideWords } from './words.ts';

interface ConflictManyProps {
  items: readonly PlanItem[];
  picks: Picks;
  onPicks: (picks: Picks) => void;
}

/** All conflicts at once: a choice for all, then for single ones. */
export function ConflictMany({ items, picks, onPicks }: ConflictManyProps) {
  const conflicts = conflictsIn(items);
  return (
    <>
      <fieldset className="row wrap forall">
        <legend className="sr">For all</legend>
        <span className="medium">For all {conflicts.length}</span>
        <Button small data-first-focus onClick={() => onPicks(pickForAll(picks, items, 'override'))}>
          {overrideWords}
        </Button>
        <Button small onClick={() => onPicks(pickForAll(picks, items, 'create'))}>
          {createWords}
        </Button>
      </fieldset>
      <Table label="Conflicts" stacked>
        <Heads of={['Credential', 'Conflict', 'An override touches', 'Choice']} />
        <tbody>
          {conflicts.map((item) => (
            <tr key={item.i}>
              <td>
                <ItemName item={item} />
                <Older conflict={item.conflict} />
              </td>
              <td className="soft" data-label="Conflict">
                {item.conflict && conflictBy(item.conflict)}
              </td>
              <td className="soft" data-label="An override touches">
                {item.conflict && flowsWords(item.conflict)}
              </td>
              <td>
                <OneChoice item={item} picks={picks} onPicks={onPicks} />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      <Note icon={<Icon of={History} />}>
        Overridden values stay as versions. Created ones get a free name and a new identifier.
      </Note>
    </>
  );
}

const flowsWords = ({ activeFlows }: ConflictDto): string =>
  activeFlows.length === 0 ? 'No flows' : amount(activeFlows.length, 'active flow');

function OneChoice({ item, picks, onPicks }: { item: PlanItem } & Pick<ConflictManyProps, 'picks' | 'onPicks'>) {
  const name = useId();
  const choice = choiceOf(item, picks);
  if (!canOverride(item))
    return (
      <>
        <span className="state s-failed calm">
          <Icon of={Ban} />
          Override refused
        </span>
        <span className="soft small block">{item.conflict?.overrideRefused} Will Create.</span>
      </>
    );
  return (
    <>
      <Segmented
        label={`Choice for ${item.name}`}
        name={name}
        value={choice}
        onChange={(value) => onPicks(pick(picks, item, value === 'override' ? 'override' : 'create'))}
        options={[
          { value: 'override', label: overrideWords },
          { value: 'create', label: createWords },
        ]}
      />
      {choice === 'skip' && <span className="muted small block">Left out. Choosing takes it in again.</span>}
    </>
  );
}
