'use client';

import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Result } from '#components/ui/result.tsx';
import { Time } from '#components/ui/time.tsx';
import { amount } from '#components/ui/words.ts';
import type { DeliveryCounts } from '#lib/delivery-log/schema.ts';
import type { EndpointDto } from '#lib/webhooks/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { useReplay } from './use-replay.ts';
import { Since } from './since.tsx';
import { standingOf } from './words.ts';

interface TroubleProps {
  scope: Scope;
  endpoint: EndpointDto;
  counts: DeliveryCounts;
  now: number;
}

/** What stands in the way of events, and what to do about it. Nothing where all is well. */
export function Trouble({ scope, endpoint, counts, now }: TroubleProps) {
  const { mark, words, fix } = standingOf(endpoint);
  const since = endpoint.disabledAt ?? endpoint.failingSince;
  return (
    <>
      {fix && (
        <Result
          state={mark}
          title={
            <>
              {words}
              {since !== null && (
                <>
                  {' '}
                  <Since at={since} />
                </>
              )}
            </>
          }
          fix={fix}
          isLive={false}
        />
      )}
      {endpoint.pausedUntil !== null && (
        <Result
          state="unverified"
          title={
            <>
              The receiver asked to be left alone: next try <Time at={endpoint.pausedUntil} now={now} />
            </>
          }
          isLive={false}
        />
      )}
      {counts.dead > 0 && <GivenUp scope={scope} endpoint={endpoint} dead={counts.dead} />}
    </>
  );
}

function GivenUp({ scope, endpoint, dead }: Pick<TroubleProps, 'scope' | 'endpoint'> & { dead: number }) {
  const [isBusy, setBusy] = useState(false);
  const { replayAll } = useReplay(scope);
  const send = async () => {
    setBusy(true);
    await replayAll(endpoint.id);
    setBusy(false);
  };
  const isOff = endpoint.state === 'disabled';
  return (
    <Result
      state="failed"
      title={`${amount(dead, 'event was', 'events were')} given up.`}
      fix={
        isOff
          ? 'Switch the webhook on, then send again. What was given up is kept for 30 days.'
          : 'Send again once the receiver is mended: ids stay the same. What was given up is kept for 30 days.'
      }
      isLive={false}
      action={
        !isOff && (
          <Button small onClick={() => void send()} disabled={isBusy}>
            {isBusy ? 'Sending…' : 'Send all again'}
          </Button>
        )
      }
    />
  );
}
