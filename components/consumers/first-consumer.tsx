import { EmptyState } from '#components/ui/empty-state.tsx';
import { Panel } from '#components/ui/panel.tsx';

/** Where there is none yet: what one is, and how they come. */
export const FirstConsumer = () => (
  <Panel>
    <EmptyState
      title="Nobody yet"
      sentence="A consumer is an end user of your own product, on whose behalf credentials are kept here. You call them by the id your product has for them."
      steps={[
        'Your product adds one over the API, with a key from Settings, API keys.',
        'A connection that is brought in for an id that is not here yet adds its consumer.',
        'A session lets them connect their accounts themselves, on a page of this vault.',
      ]}
      footnote="Deleting one takes everything of theirs out for good."
    />
  </Panel>
);
