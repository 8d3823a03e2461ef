'use client';

import { Button } from '#components/ui/button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Progress } from '#components/ui/progress.tsx';
import { Result } from '#components/ui/result.tsx';
import { storedIn } from '#lib/import-checks/cache.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { useImportChecks } from './use-import-checks.ts';
import { checkedWords } from './words.ts';

/** Of an import too large to be checked by itself: how what it stored stands, and the button that asks for all of it. */
export function ImportChecksPanel({ scope, id }: { scope: Scope; id: string }) {
  const { standings, isAsking, trouble, verify } = useImportChecks(scope, id);
  const all = standings ? storedIn(standings) : 0;
  const waiting = standings?.waiting ?? 0;
  const canAsk = all > 0 && waiting === 0;
  return (
    <Panel
      title="Checks"
      aside={
        canAsk && (
          <Button small disabled={isAsking} onClick={() => void verify()}>
            {isAsking ? 'Asking…' : 'Verify'}
          </Button>
        )
      }
    >
      <div className="stack">
        <div className="stack tight">
          <p>{standings ? checkedWords(standings) : 'Counting…'}</p>
          {waiting > 0 && <Progress label="Checked" value={all - waiting} max={all} />}
        </div>
        {canAsk && (
          <p className="soft">
            So many at once are checked only when you ask for it: one attempt each, a few at a time.
          </p>
        )}
        {waiting > 0 && <p className="soft">The checks go on when you leave this page.</p>}
        {trouble && <Result state="failed" title={trouble} />}
      </div>
    </Panel>
  );
}
