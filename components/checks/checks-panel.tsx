import { ChecksPlot } from '#components/ui/checks-plot.tsx';
import { Panel } from '#components/ui/panel.tsx';
import type { VerificationRow } from '#lib/verifications/schema.ts';
import { plotted, summaryWords } from './check-words.ts';

/** The last checks as bars: how long each took, and which failed. */
export function ChecksPanel({ rows }: { rows: readonly VerificationRow[] }) {
  const summary = summaryWords(rows);
  return (
    <Panel title="Checks" aside={<span className="muted small">{summary}</span>}>
      <ChecksPlot checks={plotted(rows)} label={`The last ${rows.length} checks. ${summary}.`} />
    </Panel>
  );
}
