'use client';

import { useState } from 'react';
import { KeyRound } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { Copied } from '#components/ui/copied.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Time } from '#components/ui/time.tsx';
import { everyType } from '#lib/events/schema.ts';
import type { EndpointDto } from '#lib/webhooks/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { RotateSecret } from './rotate-secret.tsx';
import { formWords, typesWords } from './words.ts';

interface FactPanelProps {
  scope: Scope;
  endpoint: EndpointDto;
  now: number;
}

/** Where it leads, what it is told, and how long a former secret signs. */
export function FactPanel({ scope, endpoint, now }: FactPanelProps) {
  return (
    <>
      <Panel title="Receiver">
        <div className="stack">
          <Facts
            facts={[
              { term: 'Address', value: <Copied text={endpoint.url} name="the address" />, mono: true },
              { term: 'Form', value: formWords[endpoint.form] },
              { term: 'Events', value: typesWords(endpoint.types) },
              { term: 'Made by', value: endpoint.createdBy },
              { term: 'Made', value: <Time at={endpoint.createdAt} now={now} dateOnly /> },
            ]}
          />
          {!endpoint.types.includes(everyType) && (
            <ul className="texts">
              {endpoint.types.map((type) => (
                <li key={type}>
                  <code dir="ltr">{type}</code>
                </li>
              ))}
            </ul>
          )}
        </div>
      </Panel>
      <SecretPanel scope={scope} endpoint={endpoint} now={now} />
    </>
  );
}

function SecretPanel({ scope, endpoint, now }: FactPanelProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Panel
      title="Signing secret"
      aside={
        <Button small onClick={() => setOpen(true)}>
          <Icon of={KeyRound} />
          Rotate
        </Button>
      }
    >
      <p className="soft">
        Sealed here, shown once when it was made.{' '}
        {endpoint.formerUntil !== null && (
          <>
            The former one signs too: until <Time at={endpoint.formerUntil} now={now} />.
          </>
        )}
      </p>
      {isOpen && <RotateSecret scope={scope} endpoint={endpoint} onClose={() => setOpen(false)} />}
    </Panel>
  );
}
