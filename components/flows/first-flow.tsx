import { EmptyState } from '#components/ui/empty-state.tsx';

/** Where there is no flow yet: what one is, what happens next, how to begin. */
export function FirstFlow() {
  return (
    <EmptyState
      title="Create the first flow"
      sentence="A flow is a row of steps. Each step talks to one app, with one credential."
      steps={[
        'Name it, then add a step for each app.',
        'Choose a credential for each step, or add one in place; only those that work can be chosen.',
        'Activate it. From then on nobody can delete a credential it needs.',
      ]}
    />
  );
}
