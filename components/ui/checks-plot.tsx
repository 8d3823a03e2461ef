'use client';

import { useRef } from 'react';
import { axisStepMs, failureLabels, highestMs, type Labelled } from './check-scale.ts';
import { Plot } from './plot.tsx';
import { DataTable } from './plot-table.tsx';
import { useWidth } from './use-width.ts';

export interface PlottedCheck {
  /** `15 Nov`. */
  day: string;
  /** `15 Nov 2026, 16:08`. */
  time: string;
  outcome: 'passed' | 'failed' | 'reconnect' | 'not_testable';
  durationMs: number;
  /** Why it failed, short: `timed out`. */
  reason?: string;
}

const height = 132;
const ground = 94;
const top = 14;
const gutter = 36;
const barMax = 6;
const letter = 5.8;

const wordsOf = { passed: 'Passed', failed: 'Failed', reconnect: 'Reconnect needed', not_testable: 'Not testable' };

/** Bars above the line passed, as high as they took; failures sink and are the only ones with words. */
export function ChecksPlot({ checks, label }: { checks: readonly PlottedCheck[]; label: string }) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box, 720);
  const longest = highestMs(checks);
  const step = axisStepMs(longest);
  const scale = (ground - top) / Math.max(longest, step * 2);
  const pitch = (width - gutter - barMax - 8) / Math.max(checks.length - 1, 1);
  const bar = Math.min(barMax, Math.max(pitch * 0.6, 1));
  const x = (at: number): number => gutter + 6 + at * pitch;
  const first = checks[0];
  if (!first) return <p className="muted">No checks yet.</p>;
  const lines = [0, 1, 2].filter((line) => ground - line * step * scale >= top - 1);
  return (
    <div className="plotbox" ref={box}>
      <Plot label={label} width={width} height={height} isFull>
        {lines.map((line) => (
          <Line key={line} y={ground - line * step * scale} width={width} words={String(line * step)} />
        ))}
        <text x="30" y="10" textAnchor="end">
          ms
        </text>
        {checks.map((check, at) => (
          <Bar key={check.time} check={check} x={x(at)} bar={bar} height={check.durationMs * scale} />
        ))}
        <Words labels={failureLabels(checks)} x={x} width={width} />
        <text x={gutter + 6} y="128">
          {first.day}
        </text>
        <text x={width - 2} y="128" textAnchor="end">
          Today
        </text>
      </Plot>
      <DataTable
        isShown
        heads={['Time', 'Outcome', 'Took', 'Reason']}
        rows={checks.map((one) => [one.time, wordsOf[one.outcome], `${one.durationMs} ms`, one.reason ?? ''])}
      />
    </div>
  );
}

function Line({ y, width, words }: { y: number; width: number; words: string }) {
  return (
    <>
      <line className="axis" x1={gutter} x2={width} y1={y + 0.5} y2={y + 0.5} />
      <text x="30" y={y + 4} textAnchor="end">
        {words}
      </text>
    </>
  );
}

interface BarProps {
  check: PlottedCheck;
  x: number;
  bar: number;
  height: number;
}

function Bar({ check, x, bar, height }: BarProps) {
  if (check.outcome === 'not_testable') return <rect className="flat" x={x} y={ground - 2} width={bar} height="2" />;
  if (check.outcome === 'failed') return <rect className="down" x={x} y={ground + 2} width={bar} height="12" />;
  if (check.outcome === 'passed') return <rect className="up" x={x} y={ground - height} width={bar} height={height} />;
  return (
    <>
      <rect className="cut" x={x} y={ground + 2} width={bar} height="7" />
      <rect className="cut" x={x} y={ground + 11} width={bar} height="3" />
    </>
  );
}

/** From the newest back, as long as there is room between the two ends of the axis. */
function Words({ labels, x, width }: { labels: readonly Labelled[]; x: (at: number) => number; width: number }) {
  let free = width - 48;
  const placed = [];
  for (const { at, words } of labels.toReversed()) {
    const half = (words.length * letter) / 2;
    const middle = Math.min(x(at) + barMax / 2, free - half);
    if (middle - half < gutter + 56 || x(at) - middle > half) continue;
    placed.push({ at, words, middle });
    free = middle - half - 12;
  }
  return placed.map(({ at, words, middle }) => (
    <text key={at} className="lbl" x={middle} y="128" textAnchor="middle">
      {words}
    </text>
  ));
}
