import type { ToastMessage } from '#components/ui/toast.tsx';
import { stateWords } from '#components/ui/states.ts';
import { amount } from '#components/ui/words.ts';
import { shownStates, type ShownState } from '#lib/credentials/schema.ts';
import type { Standing } from '#lib/checks/schema.ts';

const broken: readonly ShownState[] = ['unreadable', 'failed', 'reconnect'];

/** While checks come back one by one. */
export function progressOf(standings: readonly Standing[], all: number): ToastMessage {
  const value = standings.filter((one) => !one.isWaiting).length;
  return {
    kind: 'running',
    title: `Verifying ${amount(all, 'credential')}`,
    progress: { label: 'Checks', value, max: all, hasWords: true },
  };
}

/** `Verified 14 credentials`, `2 failed, 12 passed.` Worst first; a failure stays in sight. */
export function standingsWords(standings: readonly Standing[]): ToastMessage {
  const counts = shownStates.flatMap((state) => {
    const n = standings.filter((one) => one.state === state).length;
    return n > 0 ? [`${n} ${stateWords[state].toLowerCase()}`] : [];
  });
  const hasFailed = standings.some((one) => broken.includes(one.state));
  return {
    kind: hasFailed ? 'failed' : 'done',
    title: `Verified ${amount(standings.length, 'credential')}`,
    text: `${counts.join(', ')}.`,
  };
}
