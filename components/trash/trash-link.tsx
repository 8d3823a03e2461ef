import Link from 'next/link';
import { credentialsHref, type Scope } from '#components/credentials/scope.ts';

export const trashHref = (scope: Scope): string => `${credentialsHref(scope)}/trash`;

export function TrashLink({ scope }: { scope: Scope }) {
  return (
    <p className="small">
      <Link href={trashHref(scope)}>Trash</Link>{' '}
      <span className="muted">Deleted credentials wait here for 30 days.</span>
    </p>
  );
}
