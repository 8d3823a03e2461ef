'use client';

import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useAction } from '#components/session/session-gate.tsx';
import { discardConnect } from '#lib/connects/actions.ts';
import type { StartedDto } from '#lib/connects/schema.ts';
import { readCredential } from '#lib/credentials/actions.ts';
import type { CredentialDetail, SavedDto } from '#lib/credentials/schema.ts';
import type { ActionResult, Refusal } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { openLine, type Message } from './channel.ts';
import { lead, openWindow } from './popup.ts';

/** A sign-in that goes on elsewhere. */
export interface Elsewhere {
  readonly app: string;
  /** The window was lost: another one, at the same place. */
  readonly openAgain: () => void;
  /** Not now. What was typed stays. */
  readonly cancel: () => void;
}

export interface Connecting {
  /** At the press itself, before anything is asked of the server. */
  readonly prepare: () => void;
  /** Nothing is asked after all. */
  readonly abandon: () => void;
  /** Asks for the address, leads there, and waits until the person has confirmed or it has ended. */
  readonly begin: (start: () => Promise<ActionResult<StartedDto>>) => Promise<ActionResult<SavedDto>>;
}

/** Sends a person to a provider and waits for what comes of it. */
export function useConnect(scope: Scope, onElsewhere: (elsewhere: Elsewhere) => void): Connecting {
  const read = useAction(readCredential);
  const discard = useAction(discardConnect);
  const opened = useRef<Window | null>(null);
  const forget = useRef<(() => void) | null>(null);
  useEffect(() => () => forget.current?.(), []);

  const prepare = useCallback(() => {
    opened.current = openWindow();
  }, []);
  const abandon = useCallback(() => {
    opened.current?.close();
    opened.current = null;
  }, []);

  const begin = useCallback(
    async (start: () => Promise<ActionResult<StartedDto>>): Promise<ActionResult<SavedDto>> => {
      const started = await start();
      if (!started.ok) {
        abandon();
        return started;
      }
      const { id, url, app, expiresAt } = started.value;
      const end = await new Promise<End>((resolve) => {
        const line = openLine((message) => hear(message, id, line.say, resolve));
        const timer = setTimeout(() => resolve(tooLate), Math.max(0, expiresAt - Date.now()));
        forget.current = () => {
          line.hangUp();
          clearTimeout(timer);
        };
        onElsewhere({
          app,
          openAgain: () => {
            opened.current = openWindow();
            lead(opened.current, url);
          },
          cancel: () => resolve(cancelled),
        });
        lead(opened.current, url);
      });
      forget.current?.();
      forget.current = null;
      if (end.kind === 'confirmed') return savedOf(await read(scope, { id: end.credentialId }));
      abandon();
      if (end === cancelled) await discard(scope, { id });
      return refusalOf(end.message);
    },
    [scope, read, discard, abandon, onElsewhere],
  );
  return useMemo(() => ({ prepare, abandon, begin }), [prepare, abandon, begin]);
}

type End =
  { readonly kind: 'confirmed'; readonly credentialId: string } | { readonly kind: 'ended'; readonly message: string };

const cancelled: End = { kind: 'ended', message: 'You cancelled the sign-in. Nothing was stored.' };
const tooLate: End = {
  kind: 'ended',
  message: 'The sign-in was not finished within ten minutes. Nothing was stored; begin again.',
};

function hear(message: Message, id: string, say: (message: Message) => void, resolve: (end: End) => void): void {
  if (message.connect !== id) return;
  if (message.kind === 'arrived') say({ kind: 'expected', connect: id });
  if (message.kind === 'confirmed') resolve({ kind: 'confirmed', credentialId: message.credentialId });
  if (message.kind === 'ended') resolve({ kind: 'ended', message: message.message });
}

const refusalOf = (message: string): Refusal => ({ ok: false, code: 'OAU-203', message, detail: {} });

/** What was kept, as a save says it. */
function savedOf(result: ActionResult<CredentialDetail>): ActionResult<SavedDto> {
  if (!result.ok) return result;
  const { id, name, component, state, stateCode, stateMessage, stateFix, account } = result.value;
  return {
    ok: true,
    value: {
      id,
      name,
      component,
      notices: [],
      verification: {
        outcome: state === 'passed' || state === 'expiring' ? 'passed' : 'not_testable',
        code: stateCode ?? '',
        message: stateMessage ?? '',
        fix: stateFix,
        field: null,
        account,
        durationMs: 0,
      },
    },
  };
}
