import { Board, BoardPart, Tally } from '#components/ui/board.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { amount } from '#components/ui/words.ts';
import { aheadDays, freshStates, type FreshFilter, type Freshness, type FreshState } from '#lib/freshness/schema.ts';
import { AheadChart } from './ahead-chart.tsx';
import { freshHref } from './filters.ts';
import { freshMarks, freshWords, lagWords } from './words.ts';

interface FreshBoardProps {
  path: string;
  freshness: Freshness;
  filter: FreshFilter;
  now: number;
}

/** How refreshing goes: states as filters, whether it keeps up, what ends in the days to come. */
export function FreshBoard({ path, freshness, filter, now }: FreshBoardProps) {
  const { tallies, hosts, refreshedLastHour, ahead } = freshness;
  const isAlone = (state: FreshState) => filter.state?.length === 1 && filter.state[0] === state;
  const total = freshStates.reduce((sum, state) => sum + tallies[state], 0);
  return (
    <Board label="Freshness of this workspace">
      <BoardPart title={`${amount(total, 'credential')} with tokens`}>
        <Tally
          entries={freshStates.map((state) => ({
            state: freshMarks[state],
            words: freshWords[state],
            count: tallies[state],
            href: freshHref(path, { ...filter, state: isAlone(state) ? null : [state], after: null }),
            isOn: isAlone(state),
          }))}
        />
      </BoardPart>
      <BoardPart title="Keeping up">
        <Facts
          facts={[
            { term: 'Late', value: lagWords(freshness, now) },
            { term: 'Refreshed in the last hour', value: refreshedLastHour.toLocaleString('en-GB') },
            { term: 'Do not refresh now', value: (tallies.retrying + tallies.reconnect).toLocaleString('en-GB') },
            { term: 'Providers in trouble', value: hosts.length === 0 ? 'None' : hosts.length.toLocaleString('en-GB') },
          ]}
        />
      </BoardPart>
      <BoardPart title="Ends ahead" aside={`${aheadDays} days, keys with an end included`}>
        <AheadChart ahead={ahead} now={now} />
      </BoardPart>
    </Board>
  );
}
