'use client';

import { useRouter } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Heads, SilentHead, Table } from '#components/ui/table.tsx';
import { Tag } from '#components/ui/tag.tsx';
import { Time } from '#components/ui/time.tsx';
import { useToast } from '#components/ui/toast.tsx';
import type { ActionResult } from '#lib/result.ts';
import { revokeOtherSessions, revokeSession } from '#lib/sessions/actions.ts';
import type { SessionDto } from '#lib/sessions/schema.ts';
import { useAction } from './session-gate.tsx';

/** Where one is signed in, and the way to end each. */
export function SessionList({ sessions, now }: { sessions: readonly SessionDto[]; now: number }) {
  const router = useRouter();
  const { add } = useToast();
  const revoke = useAction(revokeSession);
  const revokeOthers = useAction(revokeOtherSessions);
  const tell = (result: ActionResult<unknown>, title: string) => {
    add(result.ok ? { title } : { kind: 'failed', title: result.message });
    router.refresh();
  };
  return (
    <Panel
      title="Where you are signed in"
      flush
      aside={
        sessions.length > 1 && (
          <Button
            small
            onClick={() => void revokeOthers({}).then((result) => tell(result, 'All other sessions have ended'))}
          >
            End all others
          </Button>
        )
      }
    >
      <Table label="Sessions" bare stacked>
        <Heads of={['Browser', 'Address', 'Last used', 'Signed in']}>
          <SilentHead>End</SilentHead>
        </Heads>
        <tbody>
          {sessions.map((session) => (
            <tr key={session.id}>
              <td data-label="Browser">
                <span className="row">
                  {session.agent} {session.isCurrent && <Tag>this one</Tag>}
                </span>
              </td>
              <td data-label="Address" className="mono" dir="ltr">
                {session.address}
              </td>
              <td data-label="Last used">
                <Time at={session.seenAt} now={now} />
              </td>
              <td data-label="Signed in">
                <Time at={session.createdAt} now={now} />
              </td>
              <td className="end">
                {!session.isCurrent && (
                  <Button
                    small
                    aria-label={`End ${session.agent}, ${session.address}`}
                    onClick={() =>
                      void revoke({ id: session.id }).then((result) => tell(result, 'That session has ended'))
                    }
                  >
                    End
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}
