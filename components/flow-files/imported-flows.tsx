import { Link } from '#components/ui/link.tsx';
import { flowHref } from '#components/shell/hrefs.ts';
import { Note } from '#components/ui/note.tsx';
import { Result } from '#components/ui/result.tsx';
import type { ImportedFlow } from '#lib/flow-files/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { importedWords } from './words.ts';

/** What was stored; nothing of it runs before somebody activates it. */
export function ImportedFlows({ scope, flows }: { scope: Scope; flows: readonly ImportedFlow[] }) {
  return (
    <>
      <div className="stack" data-first-focus tabIndex={-1}>
        {flows.map((flow) => (
          <Result
            key={flow.id}
            state="passed"
            title={importedWords(flow)}
            action={flows.length > 1 && <Link href={flowHref(scope, flow.id)}>Open {flow.name}</Link>}
          />
        ))}
      </div>
      <Note>Nothing runs until it is activated.</Note>
    </>
  );
}
