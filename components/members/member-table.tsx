'use client';

import { useState } from 'react';
import { RowMenu, type MenuItem } from '#components/ui/menu.tsx';
import { Heads, SilentHead, Table } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import { canAssign, type Role } from '#lib/access.ts';
import type { MemberRow } from '#lib/members/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { MemberDialog, type MemberDeed } from './member-dialog.tsx';
import { roleWords } from './words.ts';

interface MemberTableProps {
  scope: Scope;
  rows: readonly MemberRow[];
  /** Who looks at it. */
  self: { userId: string; role: Role };
  now: number;
}

interface Chosen {
  readonly deed: MemberDeed;
  readonly member: MemberRow;
}

/** Everybody in the tenant, and what can be done about them. */
export function MemberTable({ scope, rows, self, now }: MemberTableProps) {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  return (
    <>
      <Table label="Members" bare stacked>
        <Heads of={['Name', 'E-mail', 'Role', 'State', 'Since', 'Last sign-in']}>
          <SilentHead className="more">More</SilentHead>
        </Heads>
        <tbody>
          {rows.map((member) => (
            <tr key={member.userId}>
              <td className="namecell">
                <span className="strong">{member.name}</span>
                {member.userId === self.userId && <span className="muted"> you</span>}
              </td>
              <td data-label="E-mail" className="breaks">
                <span>{member.email}</span>
              </td>
              <td data-label="Role">{roleWords[member.role]}</td>
              <td data-label="State">
                {member.disabledAt === null ? <span className="soft">Active</span> : 'Disabled'}
              </td>
              <td data-label="Since" className="nowrap">
                <Time at={member.createdAt} now={now} dateOnly />
              </td>
              <td data-label="Last sign-in" className="nowrap">
                {member.signedInAt === null ? (
                  <span className="muted">Not yet</span>
                ) : (
                  <Time at={member.signedInAt} now={now} />
                )}
              </td>
              <td className="more">
                <RowMenu
                  name={member.name}
                  groups={groupsOf(member, self.role, (deed) => setChosen({ deed, member }))}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      {chosen && <MemberDialog scope={scope} {...chosen} self={self} onClose={() => setChosen(null)} />}
    </>
  );
}

function groupsOf(member: MemberRow, ownRole: Role, choose: (deed: MemberDeed) => void) {
  const role: MenuItem = { label: 'Change role', onSelect: () => choose('role') };
  if (!canAssign(ownRole, member.role)) {
    return [{ items: [{ ...role, unavailable: 'Only an owner can change an owner.' }] }];
  }
  const state: MenuItem =
    member.disabledAt === null
      ? { label: 'Disable', onSelect: () => choose('disable') }
      : { label: 'Enable again', onSelect: () => choose('enable') };
  const remove: MenuItem = { label: 'Remove', onSelect: () => choose('remove'), isDangerous: true };
  return [{ items: [role, state] }, { items: [remove] }];
}
