import { Result } from '#components/ui/result.tsx';

/** A component without a readable manifest: what still works, and what waits for it. */
export function BrokenComponent({ name }: { name: string }) {
  return (
    <div className="group">
      <Result
        state="unreadable"
        title={`The manifest of ${name} cannot be read.`}
        fix="Its credentials are kept. They can be listed, exported and deleted; checking and editing wait until the manifest is repaired."
        reference="CAT-102"
        isLive={false}
      />
    </div>
  );
}
