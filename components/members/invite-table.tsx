'use client';

import { useState } from 'react';
import { RowMenu, type MenuItem } from '#components/ui/menu.tsx';
import { Heads, SilentHead, Table } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import { canAssign, type Role } from '#lib/access.ts';
import type { InviteRow } from '#lib/invites/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { RenewDialog, WithdrawDialog } from './invite-deeds.tsx';
import { roleWords } from './words.ts';

interface InviteTableProps {
  scope: Scope;
  invites: readonly InviteRow[];
  ownRole: Role;
  now: number;
}

interface Chosen {
  readonly deed: 'renew' | 'withdraw';
  readonly invite: InviteRow;
}

/** Who was invited and has not come yet. A link cannot be shown again, only replaced. */
export function InviteTable({ scope, invites, ownRole, now }: InviteTableProps) {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  return (
    <>
      <Table label="Invited" bare stacked>
        <Heads of={['E-mail', 'Role', 'Invited by', 'Link ends']}>
          <SilentHead className="more">More</SilentHead>
        </Heads>
        <tbody>
          {invites.map((invite) => (
            <tr key={invite.id}>
              <td className="namecell strong">{invite.email}</td>
              <td data-label="Role">{roleWords[invite.role]}</td>
              <td data-label="Invited by">
                <span>
                  {invite.invitedBy}
                  {invite.state === 'void' && (
                    <span className="block small soft">may not invite any more: make a new link</span>
                  )}
                </span>
              </td>
              <td data-label="Link ends" className="nowrap">
                {invite.state === 'expired' ? (
                  <span className="soft">Over</span>
                ) : (
                  <Time at={invite.expiresAt} now={now} />
                )}
              </td>
              <td className="more">
                <RowMenu
                  name={invite.email}
                  groups={groupsOf(invite, ownRole, (deed) => setChosen({ deed, invite }))}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      {chosen?.deed === 'renew' && <RenewDialog scope={scope} invite={chosen.invite} onClose={() => setChosen(null)} />}
      {chosen?.deed === 'withdraw' && (
        <WithdrawDialog scope={scope} invite={chosen.invite} onClose={() => setChosen(null)} />
      )}
    </>
  );
}

function groupsOf(invite: InviteRow, ownRole: Role, choose: (deed: Chosen['deed']) => void) {
  const renew: MenuItem = { label: 'New link', onSelect: () => choose('renew') };
  if (!canAssign(ownRole, invite.role)) {
    return [{ items: [{ ...renew, unavailable: 'Only an owner can invite an owner.' }] }];
  }
  const withdraw: MenuItem = { label: 'Withdraw', onSelect: () => choose('withdraw'), isDangerous: true };
  return [{ items: [renew] }, { items: [withdraw] }];
}
