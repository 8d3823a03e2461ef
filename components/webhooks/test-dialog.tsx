'use client';

import { useState } from 'react';
import { useRouter } from 'next/navigation';
import { useAction } from '#components/session/session-gate.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { Result } from '#components/ui/result.tsx';
import { testType } from '#lib/events/schema.ts';
import { sendTest } from '#lib/messages/actions.ts';
import type { TestDto } from '#lib/messages/schema.ts';
import type { ActionResult } from '#lib/result.ts';
import type { EndpointDto } from '#lib/webhooks/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { metWords } from './words.ts';

interface TestDialogProps {
  scope: Scope;
  endpoint: EndpointDto;
  onClose: () => void;
}

/** Sends one message now and says what was answered. Open while it is mounted. */
export function TestDialog({ scope, endpoint, onClose }: TestDialogProps) {
  const router = useRouter();
  const test = useAction(sendTest);
  const [isBusy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<ActionResult<TestDto> | null>(null);
  const send = async () => {
    setBusy(true);
    setAnswer(await test(scope, { id: endpoint.id }));
    setBusy(false);
    router.refresh();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !isBusy && onClose()}
      title="Send a test"
      sentence="One signed message about nothing, sent now, tried once."
      actions={
        <>
          <Button onClick={onClose} disabled={isBusy}>
            {answer ? 'Done' : 'Cancel'}
          </Button>
          <Button variant="primary" onClick={() => void send()} disabled={isBusy}>
            {isBusy ? 'Sending…' : answer ? 'Send another' : 'Send'}
          </Button>
        </>
      }
    >
      <div className="stack wide">
        <Facts
          facts={[
            { term: 'Address', value: endpoint.url, mono: true },
            { term: 'Event', value: testType, mono: true },
          ]}
        />
        {answer && <Answer answer={answer} />}
      </div>
    </Dialog>
  );
}

function Answer({ answer }: { answer: ActionResult<TestDto> }) {
  if (!answer.ok) return <Result state="failed" title="Nothing was sent." fix={answer.message} />;
  const { isDelivered, status, code, message, durationMs } = answer.value;
  if (isDelivered) return <Result state="passed" title={`It arrived: answered ${status}.`} durationMs={durationMs} />;
  return (
    <Result
      state="failed"
      title={`It did not arrive. ${metWords(code)}.`}
      fix={message ?? 'A receiver takes a message with any status from 200 to 299.'}
      code={code}
      durationMs={durationMs}
    />
  );
}
