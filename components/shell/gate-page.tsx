import type { ReactNode } from 'react';
import { Steps } from '#components/ui/steps.tsx';
import { Brand } from './brand.tsx';
import { ChartArt } from './chart-art.tsx';
import { mainId } from './skip-link.tsx';

interface GatePageProps {
  title: string;
  sentence?: ReactNode;
  /** Setup is a sequence; signing in is not. */
  steps?: { names: readonly string[]; current: number };
  /** The form. */
  children: ReactNode;
  /** Under the form: who to ask, what to keep. */
  foot?: ReactNode;
}

/** Before one is inside: the form on paper, the harbour beside it. */
export function GatePage({ title, sentence, steps, children, foot }: GatePageProps) {
  return (
    <main className="gatepage" id={mainId}>
      <div className="form">
        <div className="stack loose">
          <Brand large />
          <div>
            {steps && <Steps steps={steps.names} current={steps.current} />}
            <h1>{title}</h1>
            {sentence && <p className="soft">{sentence}</p>}
          </div>
          {children}
          {foot}
        </div>
      </div>
      <aside aria-hidden="true">
        <ChartArt />
      </aside>
    </main>
  );
}
