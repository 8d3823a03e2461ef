import { Note } from '#components/ui/note.tsx';
import type { GrantDto } from '#lib/grants/schema.ts';

/** What it may do at the app. Missing ones are said, as a flow that needs them would fail. */
export function ScopeLists({ grant }: { grant: GrantDto }) {
  const { scopesAsked, scopesGranted, scopesMissing: missing } = grant;
  const given = scopesGranted ?? scopesAsked;
  if (given.length === 0 && missing.length === 0) return null;
  return (
    <>
      <div className="stack tight">
        <h3>{scopesGranted === null ? 'Asked for' : 'Granted'}</h3>
        <Scopes of={given} />
      </div>
      {missing.length > 0 && (
        <>
          <Note>Asked for and not granted. What needs it fails: reconnect, and leave these on at the app.</Note>
          <Scopes of={missing} />
        </>
      )}
    </>
  );
}

function Scopes({ of }: { of: readonly string[] }) {
  return (
    <ul className="texts">
      {of.map((scope) => (
        <li key={scope}>
          <code dir="ltr">{scope}</code>
        </li>
      ))}
    </ul>
  );
}
