'use client';

import { useRef } from 'react';
import { Plot } from './plot.tsx';
import { DataTable } from './plot-table.tsx';
import { useWidth } from './use-width.ts';

export interface Day {
  /** `23 Oct`. */
  label: string;
  passing: number;
  failing: number;
}

interface ThirtyDaysProps {
  /** Oldest first; the last is today. */
  days: readonly Day[];
}

const height = 84;
const waterline = 36;
const figures = 66;
const bar = 5;

/** Work above the line, trouble below, each on its own scale; today's two figures at the end. */
export function ThirtyDays({ days }: ThirtyDaysProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box, 390);
  const today = days.at(-1);
  const first = days[0];
  if (!today || !first) return <p className="muted small">No checks yet.</p>;
  const end = width - figures;
  const step = days.length > 1 ? (end - bar) / (days.length - 1) : 0;
  const most = Math.max(...days.map((day) => day.passing), 1);
  const worst = Math.max(...days.map((day) => day.failing), 1);
  const label =
    `Credentials working and not working per day, ${first.label} to ${today.label}. ` +
    `Today ${today.passing} work, ${today.failing} do not.`;
  return (
    <div className="plotbox" ref={box}>
      <Plot label={label} width={width} height={height} isFull>
        <line className="axis" x1="0" x2={end} y1={waterline + 0.5} y2={waterline + 0.5} />
        {days.map((day, at) => (
          <Bars
            key={day.label}
            x={at * step}
            up={rise(day.passing, most, 30)}
            down={rise(day.failing, worst, downMax(worst))}
          />
        ))}
        <Figure y={24} value={today.passing} words="work" x={end + 14} />
        <Figure y={53} value={today.failing} words="do not" x={end + 14} />
        <text x="0" y="81">
          {first.label}
        </text>
        <text x={end} y="81" textAnchor="end">
          Today
        </text>
      </Plot>
      <DataTable
        heads={['Day', 'Work', 'Do not']}
        rows={days.map((day) => [day.label, String(day.passing), String(day.failing)])}
      />
    </div>
  );
}

/** One failure is a small thing: below four, each is 7 px; above, the worst day fills the space. */
const downMax = (worst: number): number => Math.min(worst * 7, 26);

const rise = (value: number, most: number, room: number): number =>
  value === 0 ? 0 : Math.max(Math.round((value / most) * room * 10) / 10, 2);

function Bars({ x, up, down }: { x: number; up: number; down: number }) {
  return (
    <>
      {up > 0 && <rect className="up" x={x} y={waterline - up} width={bar} height={up} />}
      {down > 0 && <rect className="down" x={x} y={waterline + 2} width={bar} height={down} />}
    </>
  );
}

function Figure({ x, y, value, words }: { x: number; y: number; value: number; words: string }) {
  return (
    <text x={x} y={y}>
      <tspan className="num">{value.toLocaleString('en-GB')}</tspan> {words}
    </text>
  );
}
