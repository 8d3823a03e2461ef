import { Copied } from '#components/ui/copied.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { Panel } from '#components/ui/panel.tsx';
import type { ApiDoor } from '#lib/api-keys/schema.ts';

/** Where programs come in, and what they call this workspace. */
export function DoorPanel({ door }: { door: ApiDoor }) {
  return (
    <Panel title="Where programs come in">
      <div className="stack">
        <Facts
          facts={[
            { term: 'Address', value: <Copied text={door.apiUrl} name="the address" />, mono: true },
            { term: 'Workspace id', value: <Copied text={door.workspaceId} name="the workspace id" />, mono: true },
          ]}
        />
        <p className="soft small">
          Every request carries a key: <code dir="ltr">Authorization: Bearer khk_…</code>. Clients of Apideck send the
          workspace id as their application id.
        </p>
      </div>
    </Panel>
  );
}
