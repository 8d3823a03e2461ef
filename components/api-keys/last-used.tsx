import { Time } from '#components/ui/time.tsx';
import type { KeyDto } from '#lib/api-keys/schema.ts';

/** `2 min ago`, and from where: kept to the minute. */
export function LastUsed({ row: { lastUsedAt, lastUsedFrom }, now }: { row: KeyDto; now: number }) {
  if (lastUsedAt === null) return <span className="muted">Never</span>;
  return (
    <span>
      <Time at={lastUsedAt} now={now} />
      {lastUsedFrom && (
        <span className="block muted small">
          from <span className="mono">{lastUsedFrom}</span>
        </span>
      )}
    </span>
  );
}
