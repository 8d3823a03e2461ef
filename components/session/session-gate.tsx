'use client';

import { createContext, useCallback, useContext, useMemo, useRef, useState, type ReactNode } from 'react';
import type { ActionResult, Refusal } from '#lib/result.ts';
import { SignInDialog } from './sign-in-dialog.tsx';

type Ask = () => Promise<boolean>;

const SessionGateContext = createContext<Ask>(async () => false);

/**
 * When a session has ended under a half-filled form, the password is asked over the page and the same call is made
 * again. What was typed stays where it is, in the page's memory, and is written nowhere.
 */
export function SessionGate({ email, children }: { email: string; children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  const waiting = useRef<((signedIn: boolean) => void)[]>([]);
  const ask = useCallback<Ask>(() => {
    setOpen(true);
    return new Promise((resolve) => void waiting.current.push(resolve));
  }, []);
  const settle = useCallback((signedIn: boolean) => {
    setOpen(false);
    for (const resolve of waiting.current.splice(0)) resolve(signedIn);
  }, []);
  return (
    <SessionGateContext value={ask}>
      {children}
      <SignInDialog email={email} open={isOpen} onSignedIn={() => settle(true)} onCancel={() => settle(false)} />
    </SessionGateContext>
  );
}

const unreachable: Refusal = {
  ok: false,
  code: 'BUSY',
  message: 'The server could not be reached. Nothing is lost here; try again in a moment.',
  detail: {},
};

/**
 * A server action as components call it: it never rejects, and when the session has ended it waits for the person to
 * sign in and goes on. Cancelled, it answers SIGN_IN_REQUIRED.
 */
export function useAction<A extends readonly unknown[], T>(
  run: (...input: A) => Promise<ActionResult<T>>,
): (...input: A) => Promise<ActionResult<T>> {
  const ask = useContext(SessionGateContext);
  return useMemo(() => {
    const attempt = async (...input: A): Promise<ActionResult<T>> => {
      try {
        return await run(...input);
      } catch {
        return unreachable;
      }
    };
    return async (...input: A) => {
      let result = await attempt(...input);
      while (!result.ok && result.code === 'SIGN_IN_REQUIRED' && (await ask())) result = await attempt(...input);
      return result;
    };
  }, [run, ask]);
}
