import { exactWords } from '#components/ui/time-words.ts';

/** `since 20 Nov 2026, 16:08`: from when on, not how long ago. */
export const Since = ({ at }: { at: number }) => (
  <>
    since <time dateTime={new Date(at).toISOString()}>{exactWords(at, 'UTC')} UTC</time>
  </>
);
