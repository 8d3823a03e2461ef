import { clsx } from 'clsx';
import type { StateName } from './states.ts';

/** One silhouette per state, told apart in grey and at 12 px. Words are always in reach: see `State`. */
export function Mark({ state, large }: { state: StateName; large?: boolean }) {
  return (
    <svg className={clsx('mark', `s-${state}`, large && 'large')} viewBox="0 0 16 16" aria-hidden="true" fill="none">
      {shapes[state]}
    </svg>
  );
}

const ring = <circle cx="8" cy="8" r="6.2" stroke="currentColor" strokeWidth="1.7" />;

/** The hourglass, also a sign on the axis of expiries. */
export const hourglass = 'M1.8 1.2h12.4L9 8l5.2 6.8H1.8L7 8z';

const shapes: Record<StateName, React.ReactNode> = {
  passed: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path
        className="cutout"
        d="M4.8 8.3l2.3 2.2 4.2-4.7"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
  failed: (
    <>
      <rect x="1.5" y="1.5" width="13" height="13" rx="1.5" fill="currentColor" />
      <path className="cutout" d="M5.4 5.4l5.2 5.2m0-5.2l-5.2 5.2" strokeWidth="1.8" strokeLinecap="round" />
    </>
  ),
  expiring: <path d={hourglass} fill="currentColor" />,
  reconnect: <path d="M6.9 .9v14.2L.2 8zM9.1 .9v14.2L15.8 8z" fill="currentColor" />,
  not_testable: (
    <>
      <circle cx="8" cy="8" r="6.2" stroke="currentColor" strokeWidth="1.7" strokeDasharray="2.7 2.17" />
      <path d="M5.6 8h4.8" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" />
    </>
  ),
  unverified: ring,
  unreadable: (
    <>
      <path
        d="M8 1.2l5.9 3.4v6.8L8 14.8l-5.9-3.4V4.6z"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinejoin="round"
      />
      <path d="M4.4 12L11.6 4" stroke="currentColor" strokeWidth="1.6" />
    </>
  ),
  verifying: (
    <>
      <g opacity=".3">{ring}</g>
      <path
        className="spin"
        d="M8 1.8a6.2 6.2 0 0 1 6.2 6.2"
        stroke="currentColor"
        strokeWidth="1.9"
        strokeLinecap="round"
      />
    </>
  ),
};
