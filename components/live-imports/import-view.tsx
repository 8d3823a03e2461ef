import { CircleStop } from 'lucide-react';
import { connectionsImportHref, consumersHref } from '#components/shell/hrefs.ts';
import { ButtonLink } from '#components/ui/button.tsx';
import { Copied } from '#components/ui/copied.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { fileSize } from '#components/ui/file-row.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Note } from '#components/ui/note.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Result } from '#components/ui/result.tsx';
import { exactWords } from '#components/ui/time-words.ts';
import type { LiveImportDto, LiveRowView } from '#lib/live-imports/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { refusedHref, rowsHref, type RowView } from './hrefs.ts';
import { ProgressPanel } from './progress-panel.tsx';
import { RowFilters } from './row-filters.tsx';
import { RowTable } from './row-table.tsx';
import { importedWords, stoppedWords, warnedWords } from './words.ts';

interface LiveImportViewProps {
  scope: Scope;
  facts: LiveImportDto;
  view: RowView;
  page: { readonly rows: readonly LiveRowView[]; readonly next: number | null };
}

/** One file of connections: how far it is, or what came of it, line by line. */
export function LiveImportView({ scope, facts, view, page }: LiveImportViewProps) {
  const isOver = facts.state !== 'running';
  return (
    <>
      <PageHead
        title={facts.fileName}
        crumbs={[
          { label: 'Consumers', href: consumersHref(scope) },
          { label: 'Import connections', href: connectionsImportHref(scope) },
        ]}
        sentence={importedWords(facts, exactWords(facts.createdAt, 'UTC'))}
        actions={
          isOver &&
          facts.counts.refused > 0 && (
            // Bytes, not a page: the browser saves them.
            <a className="btn" href={refusedHref(scope, facts.id)} download>
              Download refused lines
            </a>
          )
        }
      />
      <div className="split">
        <div className="stack wide">
          {isOver ? <Ended facts={facts} /> : <ProgressPanel scope={scope} known={facts} />}
          {isOver && <Lines scope={scope} facts={facts} view={view} page={page} />}
        </div>
        <Panel title="File">
          <Facts
            facts={[
              { term: 'Size', value: fileSize(facts.fileBytes) },
              { term: 'Lines', value: facts.total.toLocaleString('en-GB') },
              { term: 'SHA-256', value: <Copied text={facts.sha256} name="SHA-256" />, mono: true },
            ]}
          />
        </Panel>
      </div>
    </>
  );
}

/** Why it went no further, and what to know of what came in. */
function Ended({ facts }: { facts: LiveImportDto }) {
  const { state, because, warned } = facts;
  return (
    <>
      {state !== 'done' && (
        <Result
          state={because === null ? 'expiring' : 'failed'}
          icon={because === null ? <Icon of={CircleStop} /> : undefined}
          title={stoppedWords(facts)}
          fix={`${because ?? 'Somebody asked for it.'} What was imported stays. Send the file again to go on.`}
          isLive={false}
        />
      )}
      {warned > 0 && <Note>{warnedWords(warned)}</Note>}
      <Note>The file you sent holds tokens and keys in clear. Delete it where you made it; here it is gone.</Note>
    </>
  );
}

function Lines({ scope, facts, view, page }: LiveImportViewProps) {
  const { outcome, after } = view;
  return (
    <>
      <RowFilters scope={scope} facts={facts} outcome={outcome} />
      {page.rows.length > 0 && (
        <Panel title="Lines" flush>
          <RowTable scope={scope} rows={page.rows} />
        </Panel>
      )}
      {(after > 0 || page.next !== null) && (
        <nav className="row" aria-label="Pages of lines">
          {after > 0 && <ButtonLink href={rowsHref(scope, facts.id, { outcome, after: 0 })}>Back to start</ButtonLink>}
          {page.next !== null && (
            <ButtonLink href={rowsHref(scope, facts.id, { outcome, after: page.next })}>Next</ButtonLink>
          )}
        </nav>
      )}
    </>
  );
}
