import { activeFilters, noMatchWords } from '#components/credentials/no-match-words.ts';
import { NoMatch } from '#components/credentials/no-match.tsx';
import { componentHref, credentialsHref } from '#components/shell/hrefs.ts';
import { CardGroup } from '#components/ui/card-group.tsx';
import { amount } from '#components/ui/words.ts';
import type { Board, BoardFilter, Card } from '#lib/dashboard/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { AppCard } from './app-card.tsx';
import { boardHref } from './filters.ts';

interface BoardGroupsProps {
  scope: Scope;
  board: Pick<Board, 'inUse' | 'waiting' | 'others'>;
  filter: BoardFilter;
  now: number;
  canCreate: boolean;
}

/** Apps in use, worst first, then those that flows wait for, then those that can be added. */
export function BoardGroups({ scope, board, filter, now, canCreate }: BoardGroupsProps) {
  const path = credentialsHref(scope);
  const active = activeFilters(filter);
  const group = (title: string, cards: readonly Card[]) =>
    cards.length > 0 && (
      <CardGroup title={title} aside={amount(cards.length, 'app')}>
        {cards.map((card) => (
          <AppCard
            key={card.component}
            card={card}
            href={componentHref(scope, card.component)}
            now={now}
            canCreate={canCreate}
          />
        ))}
      </CardGroup>
    );
  return (
    <>
      {group('In use', board.inUse)}
      {board.inUse.length === 0 && active.length > 0 && (
        <p className="group">
          <NoMatch
            words={noMatchWords(filter)}
            active={active.map(({ key, label }) => ({ key, label, href: boardHref(path, { ...filter, [key]: null }) }))}
          />
        </p>
      )}
      {group('Flows are waiting for these', board.waiting)}
      {group('Add an app', board.others)}
    </>
  );
}
