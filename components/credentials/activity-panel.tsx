import { Link } from '#components/ui/link.tsx';
import { phraseOf } from '#components/activity/words.ts';
import { Panel } from '#components/ui/panel.tsx';
import { stateWords } from '#components/ui/states.ts';
import { Time } from '#components/ui/time.tsx';
import type { AuditRow } from '#lib/audit/schema.ts';

interface ActivityPanelProps {
  rows: readonly AuditRow[];
  /** Where all of it is, for those who may look. */
  allHref: string | null;
  /** What kind of thing it is. */
  noun?: string;
  now: number;
}

/** The last things that happened to a credential, or to another thing. */
export function ActivityPanel({ rows, allHref, noun = 'credential', now }: ActivityPanelProps) {
  return (
    <Panel
      title="Activity"
      aside={
        allHref && (
          <Link className="small" href={allHref}>
            All<span className="sr"> activity of this {noun}</span>
          </Link>
        )
      }
    >
      {rows.length === 0 && <p className="soft">Nothing was done with it yet.</p>}
      <ul className="stack">
        {rows.map((row) => (
          <li key={row.id}>
            <div>{deedWords(row)}</div>
            <div className="muted small">
              <Time at={row.at} now={now} />
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** `Mara Okafor restored it from the trash`; of a check, what it came to. */
function deedWords({ actorLabel, action, detail }: AuditRow): string {
  const [before, after] = phraseOf(action);
  const deed = [actorLabel, before, 'it', after].filter(Boolean).join(' ');
  const outcome = detail['outcome'];
  if (outcome !== 'passed' && outcome !== 'failed' && outcome !== 'not_testable') return deed;
  return `${deed}: ${stateWords[outcome].toLowerCase()}`;
}
