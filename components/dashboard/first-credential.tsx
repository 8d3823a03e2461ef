import { EmptyState } from '#components/ui/empty-state.tsx';
import { Legend } from '#components/ui/legend.tsx';

/** Where there is no credential yet: what one is, what happens next, how to begin. */
export function FirstCredential() {
  return (
    <div className="panel group">
      <div className="halves">
        <EmptyState
          title="Add the first credential"
          sentence="A credential is how a flow signs in to an app."
          steps={[
            'Pick an app and fill in what it asks for.',
            'Keyhaven checks it with the app before anything is stored.',
            'The secret is sealed. You see here when it stops working, or is about to.',
          ]}
          footnote="Moving from another workspace? Export there, then use Import Credential here."
        />
        <div className="stack">
          <h3>What the marks mean</h3>
          <Legend of={['passed', 'failed', 'reconnect', 'expiring', 'not_testable', 'unverified']} />
        </div>
      </div>
    </div>
  );
}
