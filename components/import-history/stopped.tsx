import { CircleStop } from 'lucide-react';
import { Icon } from '#components/ui/icon.tsx';
import { Result } from '#components/ui/result.tsx';
import type { ImportFacts } from '#lib/import-history/schema.ts';
import { stoppedWords } from './words.ts';

/** How far a stopped import came, and why no further. */
export function Stopped({ facts }: { facts: ImportFacts }) {
  return (
    <Result
      state={facts.stoppedBecause === null ? 'expiring' : 'failed'}
      icon={facts.stoppedBecause === null ? <Icon of={CircleStop} /> : undefined}
      title={stoppedWords(facts)}
      fix={
        <>
          {facts.stoppedBecause ?? 'Somebody asked for it.'}
          {facts.undone === null && ' What had been stored is here, and can be undone as a whole.'}
        </>
      }
      isLive={false}
    />
  );
}
