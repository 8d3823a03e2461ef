'use client';

import { useState } from 'react';
import { useAction } from '#components/session/session-gate.tsx';
import { Button } from '#components/ui/button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Heads, SilentHead, Table } from '#components/ui/table.tsx';
import { Tag } from '#components/ui/tag.tsx';
import { Time } from '#components/ui/time.tsx';
import type { VersionRow } from '#lib/credentials/schema.ts';
import { restoreVersion } from '#lib/restores/actions.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { DeedDialog } from './deed-dialog.tsx';
import { useSavedNews } from './use-saved-news.ts';

const reasonWords: Record<string, string> = {
  created: 'Created',
  connected: 'Connected',
  reconnected: 'Connected again',
  replaced: 'Secret replaced',
  settings: 'Settings changed',
  restored: 'Restored',
  duplicated: 'Duplicated',
  imported: 'Imported',
  override: 'Overridden by an import',
  undone: 'Import undone',
};

interface VersionsPanelProps {
  scope: Scope;
  credential: { readonly id: string; readonly revision: number };
  versions: readonly VersionRow[];
  /** So many the workspace keeps. */
  versionsKept: number;
  /** Null where nothing can be checked, or by whom it may not. */
  restoresWith: string | null;
  now: number;
}

/** Every secret that was saved, still sealed; an older one can be made current again. */
export function VersionsPanel(props: VersionsPanelProps) {
  const { scope, credential, versions, versionsKept, restoresWith, now } = props;
  const [chosen, setChosen] = useState<VersionRow | null>(null);
  return (
    <Panel
      title="Versions"
      flush
      aside={
        <span className="muted small">The last {versionsKept} are kept, sealed. Restoring runs a check first.</span>
      }
    >
      <Table label="Versions" bare stacked>
        <Heads of={['Version', 'Saved', 'By', 'Why']}>{restoresWith && <SilentHead>Actions</SilentHead>}</Heads>
        <tbody>
          {versions.map((version) => (
            <tr key={version.number}>
              <td data-label="Version" className="nowrap">
                <span className="row">
                  <b>{version.number}</b> {version.isCurrent && <Tag>current</Tag>}
                </span>
              </td>
              <td data-label="Saved" className="nowrap">
                <Time at={version.savedAt} now={now} />
              </td>
              <td data-label="By">{version.savedBy}</td>
              <td data-label="Why" className="soft">
                {reasonWords[version.reason] ?? version.reason}
              </td>
              {restoresWith && (
                <td className="end">
                  {!version.isCurrent && (
                    <Button small onClick={() => setChosen(version)}>
                      Restore<span className="sr"> version {version.number}</span>
                    </Button>
                  )}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </Table>
      {chosen && restoresWith && (
        <RestoreDialog
          scope={scope}
          credential={credential}
          number={chosen.number}
          app={restoresWith}
          onClose={() => setChosen(null)}
        />
      )}
    </Panel>
  );
}

interface RestoreDialogProps {
  scope: Scope;
  credential: { readonly id: string; readonly revision: number };
  number: number;
  app: string;
  onClose: () => void;
}

function RestoreDialog({ scope, credential, number, app, onClose }: RestoreDialogProps) {
  const restore = useAction(restoreVersion);
  const tell = useSavedNews();
  return (
    <DeedDialog
      title={`Restore version ${number}`}
      sentence={`Its settings and secret are checked with ${app} first, then saved as the newest version. No version is lost.`}
      confirm="Verify and restore"
      pending="Verifying…"
      run={async () => {
        const result = await restore(scope, { id: credential.id, revision: credential.revision, number });
        if (!result.ok) return result;
        tell(result.value);
        return null;
      }}
      onClose={onClose}
    />
  );
}
