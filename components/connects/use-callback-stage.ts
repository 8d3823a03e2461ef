'use client';

import { useEffect, useRef, useState } from 'react';
import { useAction } from '#components/session/session-gate.tsx';
import { credentialHref } from '#components/shell/hrefs.ts';
import { confirmConnect, discardConnect, finishConnect } from '#lib/connects/actions.ts';
import type { CallbackView, ConnectDto } from '#lib/connects/schema.ts';
import type { Refusal } from '#lib/result.ts';
import { openLine, type Line } from './channel.ts';

export type Stage =
  | { readonly kind: 'asking' }
  | { readonly kind: 'asked'; readonly connect: ConnectDto; readonly isBusy: boolean; readonly refusal: Refusal | null }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'done' | 'discarded' };

const closedWords = 'The window was closed before the account was confirmed. Nothing was stored.';

/** Finishes a sign-in once, keeps the page that opened this window told, and does what the person says. */
export function useCallbackStage({ id, scope, component }: Extract<CallbackView, { kind: 'open' }>) {
  const [stage, setStage] = useState<Stage>({ kind: 'asking' });
  const [isExpected, setExpected] = useState(false);
  const finish = useAction(finishConnect);
  const keep = useAction(confirmConnect);
  const giveBack = useAction(discardConnect);
  const line = useRef<Line | null>(null);
  const hasBegun = useRef(false);
  const isOpen = useRef(true);

  const tell = (message: string) => {
    isOpen.current = false;
    line.current?.say({ kind: 'ended', connect: id, message });
  };

  useEffect(() => {
    const own = openLine((message) => {
      if (message.kind === 'expected' && message.connect === id) setExpected(true);
    });
    line.current = own;
    own.say({ kind: 'arrived', connect: id });
    const leave = () => {
      if (isOpen.current) own.say({ kind: 'ended', connect: id, message: closedWords });
    };
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      own.hangUp();
    };
  }, [id]);

  useEffect(() => {
    if (hasBegun.current) return;
    hasBegun.current = true;
    const query = window.location.search;
    const state = new URLSearchParams(query).get('state') ?? '';
    // A code that was used has no business in the history of a browser.
    window.history.replaceState(null, '', `?${new URLSearchParams({ state }).toString()}`);
    void finish(scope, { query }).then((result) => {
      if (result.ok) return setStage({ kind: 'asked', connect: result.value, isBusy: false, refusal: null });
      tell(result.message);
      return setStage({ kind: 'refused', refusal: result });
    });
  });

  const during = (connect: ConnectDto) => setStage({ kind: 'asked', connect, isBusy: true, refusal: null });

  const confirm = async (connect: ConnectDto) => {
    during(connect);
    const result = await keep(scope, { id });
    if (!result.ok) return setStage({ kind: 'asked', connect, isBusy: false, refusal: result });
    isOpen.current = false;
    if (!isExpected) return window.location.assign(credentialHref(scope, { component, id: result.value.id }));
    line.current?.say({ kind: 'confirmed', connect: id, credentialId: result.value.id });
    setStage({ kind: 'done' });
    return window.close();
  };

  const discard = async (connect: ConnectDto) => {
    during(connect);
    await giveBack(scope, { id });
    tell('You discarded what the sign-in gave. Nothing was stored.');
    setStage({ kind: 'discarded' });
    if (isExpected) window.close();
  };

  return {
    stage,
    isExpected,
    confirm: (one: ConnectDto) => void confirm(one),
    discard: (one: ConnectDto) => void discard(one),
  };
}
