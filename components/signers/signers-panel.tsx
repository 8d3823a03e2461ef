import { keysHref } from '#components/shell/hrefs.ts';
import { ButtonLink } from '#components/ui/button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { amount } from '#components/ui/words.ts';
import type { SignerPage } from '#lib/signers/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { SignerTable } from './signer-table.tsx';

interface SignersPanelProps {
  scope: Scope;
  page: SignerPage;
  /** Not the first page. */
  isLater: boolean;
  now: number;
}

/** Whose files are imported without asking again. */
export function SignersPanel({ scope, page, isLater, now }: SignersPanelProps) {
  const isEmpty = page.total === 0;
  return (
    <>
      <Panel
        title="Known signers"
        flush={!isEmpty}
        aside={!isEmpty && <span className="muted">{amount(page.total, 'signer')}</span>}
      >
        {isEmpty ? (
          <p className="soft">
            Nobody yet. A file of somebody new is imported once an admin has compared its fingerprint; then the signer
            stands here.
          </p>
        ) : (
          <SignerTable scope={scope} rows={page.rows} now={now} />
        )}
      </Panel>
      {(isLater || page.next !== null) && (
        <nav className="row" aria-label="Pages of signers">
          {isLater && (
            <ButtonLink small href={keysHref(scope)}>
              Back to start
            </ButtonLink>
          )}
          {page.next !== null && (
            <ButtonLink small href={`${keysHref(scope)}?after=${encodeURIComponent(page.next)}`}>
              Next
            </ButtonLink>
          )}
        </nav>
      )}
    </>
  );
}
