import { membersHref } from '#components/shell/hrefs.ts';
import { Pager } from '#components/ui/pager.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { amount } from '#components/ui/words.ts';
import type { Role } from '#lib/access.ts';
import type { MemberPage } from '#lib/members/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { InviteButton } from './invite-button.tsx';
import { MemberTable } from './member-table.tsx';

interface MembersPanelProps {
  scope: Scope;
  page: MemberPage;
  /** Not the first page. */
  isLater: boolean;
  self: { userId: string; role: Role };
  now: number;
}

export function MembersPanel({ scope, page, isLater, self, now }: MembersPanelProps) {
  return (
    <>
      <Panel
        title="Members"
        flush
        aside={
          <>
            <span className="muted">{amount(page.total, 'person', 'people')}</span>
            <InviteButton scope={scope} ownRole={self.role} />
          </>
        }
      >
        <MemberTable scope={scope} rows={page.rows} self={self} now={now} />
      </Panel>
      <Pager
        label="Pages of members"
        start={isLater ? membersHref(scope) : null}
        next={page.next && `${membersHref(scope)}?after=${encodeURIComponent(page.next)}`}
      />
    </>
  );
}
