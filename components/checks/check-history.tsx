import { ButtonLink } from '#components/ui/button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { State } from '#components/ui/state.tsx';
import { Heads, Table } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import type { VerificationPage } from '#lib/verifications/schema.ts';

interface CheckHistoryProps {
  /** Of the credential's own page. */
  path: string;
  page: VerificationPage;
  /** An older page is shown than the newest. */
  isOlder: boolean;
  now: number;
}

/** Every dry run with what it came to, newest first. */
export function CheckHistory({ path, page, isOlder, now }: CheckHistoryProps) {
  if (page.rows.length === 0 && !isOlder) return null;
  return (
    <Panel title="History of checks" flush aside={<Pages path={path} next={page.next} isOlder={isOlder} />}>
      <Table label="History of checks" bare stacked>
        <Heads of={['When', 'Outcome', 'What was said', 'Took', 'Version', 'By']} />
        <tbody>
          {page.rows.map((row) => (
            <tr key={row.id}>
              <td data-label="When" className="nowrap">
                <Time at={row.at} now={now} />
              </td>
              <td data-label="Outcome">
                <State state={row.outcome} />
              </td>
              <td data-label="What was said" className="soft">
                <span>{row.message}</span>
              </td>
              <td data-label="Took" className="nowrap">
                {row.durationMs.toLocaleString('en-GB')} ms
              </td>
              <td data-label="Version">{row.version}</td>
              <td data-label="By">{row.actorLabel}</td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}

function Pages({ path, next, isOlder }: { path: string; next: string | null; isOlder: boolean }) {
  return (
    <>
      {isOlder && (
        <ButtonLink small href={path} scroll={false}>
          Newest
        </ButtonLink>
      )}
      {next && (
        <ButtonLink small href={`${path}?checks=${encodeURIComponent(next)}`} scroll={false}>
          Older
        </ButtonLink>
      )}
    </>
  );
}
