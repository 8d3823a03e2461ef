import { Link } from '#components/ui/link.tsx';
import { Board, BoardPart, Tally } from '#components/ui/board.tsx';
import { ExpiriesAxis } from '#components/ui/expiries-axis.tsx';
import { ThirtyDays } from '#components/ui/thirty-days.tsx';
import { Time } from '#components/ui/time.tsx';
import { dateWords, dayWords } from '#components/ui/time-words.ts';
import { amount } from '#components/ui/words.ts';
import { dayMs } from '#lib/clock.ts';
import { expiringDays, type ShownState } from '#lib/credentials/schema.ts';
import { expiryDays, type BoardFilter, type Health } from '#lib/dashboard/schema.ts';
import { boardHref } from './filters.ts';

interface HealthBoardProps {
  path: string;
  freshnessPath: string;
  health: Health;
  filter: BoardFilter;
  now: number;
}

const order: readonly ShownState[] = [
  'passed',
  'failed',
  'reconnect',
  'expiring',
  'unreadable',
  'not_testable',
  'unverified',
];

/** How the workspace stands: states as filters, 30 days of work and trouble, what ends soon. */
export function HealthBoard({ path, freshnessPath, health, filter, now }: HealthBoardProps) {
  const isAlone = (state: ShownState) => filter.state?.length === 1 && filter.state[0] === state;
  return (
    <Board label="Health of this workspace">
      <BoardPart
        title={amount(health.total, 'credential')}
        aside={
          health.checkedAt === null ? (
            'not checked yet'
          ) : (
            <>
              checked <Time at={health.checkedAt} now={now} />
            </>
          )
        }
      >
        <Tally
          entries={order.map((state) => ({
            state,
            count: health.tallies[state],
            href: boardHref(path, { ...filter, state: isAlone(state) ? null : [state] }),
            isOn: isAlone(state),
          }))}
        />
      </BoardPart>
      <BoardPart title="Last 30 days" aside="per day">
        <ThirtyDays
          days={health.days.map(({ day, works, fails }) => ({
            label: dayWords(day * dayMs, 'UTC'),
            passing: works,
            failing: fails,
          }))}
        />
      </BoardPart>
      <BoardPart
        title={`Expiries ahead, ${expiryDays} days`}
        aside={<Link href={freshnessPath}>Freshness of tokens</Link>}
      >
        <ExpiriesAxis
          days={expiryDays}
          soonDays={expiringDays}
          labels={['Today', day(now, 14), day(now, 28), day(now, expiryDays)]}
          expiries={health.expiries.map(({ name, at }) => ({
            name,
            inDays: (at - now) / dayMs,
            date: dateWords(at, 'UTC'),
          }))}
        />
      </BoardPart>
    </Board>
  );
}

const day = (now: number, days: number): string => dayWords(now + days * dayMs, 'UTC');
