import type { ReactNode } from 'react';

export interface Fact {
  term: string;
  value: ReactNode;
  /** What a machine reads: host, id, fingerprint. */
  mono?: boolean;
}

/** Terms and values with dotted leaders, as in a tide table. Only for key and value lists. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="facts">
      {facts.map((fact) => (
        <div key={fact.term}>
          <dt>{fact.term}</dt>
          <dd className={fact.mono ? 'mono' : undefined} dir={fact.mono ? 'ltr' : undefined}>
            {fact.value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
