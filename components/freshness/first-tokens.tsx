import { EmptyState } from '#components/ui/empty-state.tsx';
import { Panel } from '#components/ui/panel.tsx';

/** Where no credential has tokens yet: what would be here, and how it comes. */
export function FirstTokens() {
  return (
    <Panel>
      <EmptyState
        title="No tokens to keep fresh yet"
        sentence="Some apps give a token that ends after an hour, and another one to renew it with."
        steps={[
          'Connect such an app under App Credentials: somebody signs in there once.',
          'Keyhaven renews the token before it ends, for as long as the app allows.',
          'You see here what is due next, what is late, and who must sign in again.',
        ]}
      />
    </Panel>
  );
}
