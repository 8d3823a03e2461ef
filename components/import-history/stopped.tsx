import { CircleStop } from 'lucide-react';
import { Icon } from '#components/ui/icon.tsx';
import { Result } from '#components/ui/result.tsx';
import type { ImportFacts } from '#lib/import-history/schema.ts';
import { stoppedWords } from './words.ts';

/** How far a stopped import came, and why no further. */
export function Stopped({ detail }: { detail: ImportFacts }) {
  return (
    <Result
      state={detail.stoppedBecause === null ? 'expiring' : 'failed'}
      icon={detail.stoppedBecause === null ? <Icon of={CircleStop} /> : undefined}
      title={stoppedWords(detail)}
      fix={
        <>
          {detail.stoppedBecause ?? 'Somebody asked for it.'}
          {detail.undone === null && ' What had been stored is here, and can be undone as a whole.'}
        </>
      }
      isLive={false}
    />
  );
}
