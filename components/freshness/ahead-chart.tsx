'use client';

import { useRef } from 'react';
import { Plot } from '#components/ui/plot.tsx';
import { DataTable } from '#components/ui/plot-table.tsx';
import { dateWords, dayWords } from '#components/ui/time-words.ts';
import { useWidth } from '#components/ui/use-width.ts';
import { dayMs } from '#lib/clock.ts';
import { expiringDays } from '#lib/credentials/schema.ts';
import type { Ahead } from '#lib/freshness/schema.ts';
import { aheadWords } from './words.ts';

const height = 84;
const ground = 60;
const room = 46;
const barMax = 6;

/** A bar each day on which credentials end, as high as there are of them; the days that count as soon are tinted. */
export function AheadChart({ ahead: { perDay, first }, now }: { ahead: Ahead; now: number }) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box, 430);
  const pitch = width / perDay.length;
  const bar = Math.max(Math.min(barMax, pitch * 0.7), 2);
  const most = Math.max(...perDay, 1);
  const day = (at: number): string => dayWords(now + at * dayMs, 'UTC');
  const third = Math.round(perDay.length / 3);
  const label = aheadWords(perDay, expiringDays, first && `${first.name}, ${dateWords(first.at, 'UTC')}`);
  const ends = perDay.flatMap((n, at) => (n > 0 ? [{ n, at }] : []));
  return (
    <div className="plotbox" ref={box}>
      <Plot label={label} width={width} height={height} isFull>
        <rect className="band" x="0" y={ground - 3} width={expiringDays * pitch} height="7" />
        <line className="axis" x1="0" x2={width} y1={ground + 0.5} y2={ground + 0.5} />
        {ends.map(({ n, at }) => (
          <rect
            key={at}
            className={at < expiringDays ? 'soon' : 'flat'}
            x={at * pitch}
            y={ground - Math.max((n / most) * room, 3)}
            width={bar}
            height={Math.max((n / most) * room, 3)}
          />
        ))}
        <text x="0" y="81">
          Today
        </text>
        <text x={third * pitch} y="81" textAnchor="middle">
          {day(third)}
        </text>
        <text x={2 * third * pitch} y="81" textAnchor="middle">
          {day(2 * third)}
        </text>
        <text x={width} y="81" textAnchor="end">
          {day(perDay.length)}
        </text>
      </Plot>
      {ends.length > 0 && (
        <DataTable
          isShown
          heads={['Day', 'Credentials that end']}
          rows={ends.map(({ n, at }) => [dateWords(now + at * dayMs, 'UTC'), n.toLocaleString('en-GB')])}
        />
      )}
    </div>
  );
}
