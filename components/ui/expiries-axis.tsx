'use client';

import { useRef } from 'react';
import { placeExpiries, type Expiry, type ExpiryPlace } from './expiry-places.ts';
import { hourglass } from './mark.tsx';
import { Plot } from './plot.tsx';
import { DataTable } from './plot-table.tsx';
import { useWidth } from './use-width.ts';

interface ExpiriesAxisProps {
  expiries: readonly (Expiry & { date: string })[];
  /** Length of the axis. */
  days?: number;
  /** Within these an expiry is trouble: the tinted band. */
  soonDays?: number;
  /** Dates under the axis at 0, 14, 28 days and at its end: `Today`, `5 Dec`… */
  labels: readonly [string, string, string, string];
}

const height = 84;
const line = 60.5;

export function ExpiriesAxis({ expiries, days = 45, soonDays = 14, labels }: ExpiriesAxisProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box, 430);
  const at = (day: number): number => (day / days) * width;
  const soon = at(soonDays);
  const inWords = expiries.map((one) => `${one.name} ${one.date}`).join(', ');
  const label = `Expiries in the next ${days} days: ${inWords || 'none'}`;
  return (
    <div className="plotbox" ref={box}>
      <Plot label={label} width={width} height={height} isFull>
        <line className="axis" x1="0" x2={width} y1={line} y2={line} />
        <rect className="band" x="0" y="57" width={soon} height="7" />
        <line className="axis" x1={soon} x2={soon} y1="54" y2="67" />
        <text x="0" y="81">
          {labels[0]}
        </text>
        <text x={at(14)} y="81" textAnchor="middle">
          {labels[1]}
        </text>
        <text x={at(28)} y="81" textAnchor="middle">
          {labels[2]}
        </text>
        <text x={width} y="81" textAnchor="end">
          {labels[3]}
        </text>
        {placeExpiries(expiries, days, width).map((place) => (
          <Sign key={`${place.name} ${place.inDays}`} place={place} isSoon={place.inDays <= soonDays} />
        ))}
      </Plot>
      {expiries.length > 0 && (
        <DataTable heads={['Credential', 'Expires']} rows={expiries.map((one) => [one.name, one.date])} />
      )}
    </div>
  );
}

function Sign({ place, isSoon }: { place: ExpiryPlace; isSoon: boolean }) {
  const { x, row, anchor, name } = place;
  const words = row === 0 ? 14 : 34;
  return (
    <g>
      <title>{name}</title>
      {row !== null && (
        <>
          <line className="stem" x1={x} x2={x} y1={words + 5} y2="56" />
          <text className="lbl" x={anchor === 'start' ? x - 4 : x + 4} y={words} textAnchor={anchor}>
            {name}
          </text>
        </>
      )}
      <path className={isSoon ? 'soon' : 'flat'} transform={`translate(${x - 5.3} 55.2) scale(.66)`} d={hourglass} />
    </g>
  );
}
