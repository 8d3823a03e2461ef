'use client';

import { useState } from 'react';
import { useRouter } from 'next/navigation';
import { DeedDialog } from '#components/credentials/deed-dialog.tsx';
import { useAction } from '#components/session/session-gate.tsx';
import { credentialsHref } from '#components/shell/hrefs.ts';
import { Note } from '#components/ui/note.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { canDo, type Role } from '#lib/access.ts';
import { changeRole, disableMember, enableMember, removeMember } from '#lib/members/actions.ts';
import type { MemberRow } from '#lib/members/schema.ts';
import type { ActionResult, Refusal } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { RoleField } from './role-field.tsx';
import { roleInWords } from './words.ts';

export type MemberDeed = 'role' | 'disable' | 'enable' | 'remove';

interface MemberDialogProps {
  scope: Scope;
  deed: MemberDeed;
  member: MemberRow;
  self: { userId: string; role: Role };
  onClose: () => void;
}

/** Names the person, says what will follow, and keeps a refusal where it was asked. */
export function MemberDialog(props: MemberDialogProps) {
  if (props.deed === 'role') return <RoleDialog {...props} />;
  return <StateDialog {...props} deed={props.deed} />;
}

function RoleDialog({ scope, member, self, onClose }: MemberDialogProps) {
  const [role, setRole] = useState(member.role);
  const change = useAction(changeRole);
  const finish = useFinish(member, self);
  return (
    <DeedDialog
      title={`Change the role of ${member.name}`}
      sentence="It holds from their next click on."
      confirm="Change role"
      pending="Changing…"
      run={async () =>
        finish(
          await change(scope, { userId: member.userId, role }),
          `${member.name} is ${roleInWords(role)} now.`,
          canDo(role, 'member.read') ? null : credentialsHref(scope),
        )
      }
      onClose={onClose}
    >
      <RoleField ownRole={self.role} value={role} onChange={setRole} />
      {member.userId === self.userId && (
        <Note>This is you. Whoever gives up a role cannot take it back: somebody else has to give it again.</Note>
      )}
    </DeedDialog>
  );
}

const words = {
  disable: {
    title: (name: string) => `Disable ${name}`,
    sentence: 'They are out at their next click and keep their place here: they can be enabled again at any time.',
    pending: 'Disabling…',
    done: (name: string) => `${name} is disabled.`,
    isDangerous: true,
  },
  enable: {
    title: (name: string) => `Enable ${name} again`,
    sentence: 'They come back with the role they had.',
    pending: 'Enabling…',
    done: (name: string) => `${name} is active again.`,
    isDangerous: false,
  },
  remove: {
    title: (name: string) => `Remove ${name}`,
    sentence:
      'They are out at their next click. What they made stays, and the activity keeps their name. To come back they need a new invitation.',
    pending: 'Removing…',
    done: (name: string) => `${name} is removed.`,
    isDangerous: true,
  },
};

function StateDialog({ scope, deed, member, self, onClose }: MemberDialogProps & { deed: keyof typeof words }) {
  const runs = { disable: useAction(disableMember), enable: useAction(enableMember), remove: useAction(removeMember) };
  const finish = useFinish(member, self);
  const said = words[deed];
  return (
    <DeedDialog
      title={said.title(member.name)}
      sentence={said.sentence}
      confirm={said.title(member.name)}
      pending={said.pending}
      isDangerous={said.isDangerous}
      run={async () => finish(await runs[deed](scope, { userId: member.userId }), said.done(member.name), '/')}
      onClose={onClose}
    >
      <p className="breaks">
        <span className="soft">{member.email}</span>
      </p>
      {member.userId === self.userId && (
        <Note>This is you. You leave this tenant at once, and only somebody else can let you in again.</Note>
      )}
    </DeedDialog>
  );
}

/** Tells what was done. Whoever did it to themselves goes where they still may be. */
function useFinish(member: MemberRow, self: { userId: string }) {
  const router = useRouter();
  const { add } = useToast();
  return (result: ActionResult<void>, done: string, leaveFor: string | null): Refusal | null => {
    if (!result.ok) return result;
    if (member.userId === self.userId && leaveFor !== null) {
      location.assign(leaveFor);
      return null;
    }
    add({ title: done });
    router.refresh();
    return null;
  };
}
