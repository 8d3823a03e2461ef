import { Fragment } from 'react';
import { Link } from '#components/ui/link.tsx';
import { Pencil } from 'lucide-react';
import { flowHref } from '#components/shell/hrefs.ts';
import { Icon } from '#components/ui/icon.tsx';
import { Note } from '#components/ui/note.tsx';
import type { UseDto } from '#lib/uses/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { flowsOfUses, idleUses, idleWords } from './uses-words.ts';

const namedMax = 5;

/** `Also named in 1 draft: Stock alert.` What does not run is no reason to refuse, but worth knowing. */
export function IdleNote({ scope, uses, isAlso }: { scope: Scope; uses: readonly UseDto[]; isAlso?: boolean }) {
  const idle = idleUses(uses);
  const flows = flowsOfUses(idle);
  if (flows.length === 0) return null;
  return (
    <Note icon={<Icon of={Pencil} />}>
      {isAlso ? 'Also named' : 'Named'} in {idleWords(idle)}:{' '}
      {flows.slice(0, namedMax).map((flow, at) => (
        <Fragment key={flow.id}>
          {at > 0 && ', '}
          <Link href={flowHref(scope, flow.id)}>{flow.name}</Link>
        </Fragment>
      ))}
      {flows.length > namedMax && ` and ${flows.length - namedMax} more`}.{' '}
      {flows.length === 1 ? 'It does not hold up deleting; it' : 'They do not hold up deleting; they'} will ask for
      another credential.
    </Note>
  );
}
