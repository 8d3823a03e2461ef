import { Plot } from './plot.tsx';
import { amount } from './words.ts';

export type Tick = 'passed' | 'failed' | 'reconnect' | 'expiring' | 'not_testable' | 'none';

interface SoundingLineProps {
  /** One a day, oldest first. */
  ticks: readonly Tick[];
  /** Default: a count of what the line shows. */
  label?: string;
}

const step = 5;

/** The last days as ticks on a waterline: passed rises, failed sinks, not testable lies flat. */
export function SoundingLine({ ticks, label = describe(ticks) }: SoundingLineProps) {
  const width = Math.max(ticks.length * step - 2, 0);
  return (
    <Plot label={label} width={width} height={18}>
      <line className="axis" x1="0" x2={width} y1="11.5" y2="11.5" />
      {ticks.map((tick, day) => (
        // oxlint-disable-next-line react/no-array-index-key -- a tick is its day
        <Shape key={day} tick={tick} x={day * step} />
      ))}
    </Plot>
  );
}

function Shape({ tick, x }: { tick: Tick; x: number }) {
  if (tick === 'passed') return <rect className="up" x={x} y="3" width="3" height="8" />;
  if (tick === 'failed') return <rect className="down" x={x} y="12" width="3" height="6" />;
  if (tick === 'expiring') return <rect className="soon" x={x} y="7" width="3" height="4" />;
  if (tick === 'not_testable') return <rect className="flat" x={x} y="9" width="3" height="2" />;
  if (tick === 'none') return null;
  return (
    <>
      <rect className="cut" x={x} y="12" width="3" height="3" />
      <rect className="cut" x={x} y="16" width="3" height="2" />
    </>
  );
}

const words: readonly [Tick, string][] = [
  ['failed', 'failed'],
  ['reconnect', 'needed a reconnect'],
  ['expiring', 'near expiry'],
  ['not_testable', 'not testable'],
  ['passed', 'passed'],
];

function describe(ticks: readonly Tick[]): string {
  const parts = words.flatMap(([tick, word]) => {
    const days = ticks.filter((one) => one === tick).length;
    return days > 0 ? [`${amount(days, 'day')} ${word}`] : [];
  });
  return `Last ${ticks.length} days: ${parts.join(', ') || 'no checks yet'}`;
}
