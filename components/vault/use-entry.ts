'use client';

import { useEffect, useState } from 'react';
import { readReturn, readSession, type Returned, type Session, type SignIn } from './session.ts';

const tokenKey = 'keyhaven-vault-token';
const signInKey = 'keyhaven-vault-sign-in';

export type Entry =
  | { readonly kind: 'starting' }
  /** Nobody has led here. */
  | { readonly kind: 'none' }
  | {
      readonly kind: 'open';
      readonly session: Session;
      readonly returned: Returned | null;
      /** Goes up when the address brings something while the page is open. */
      readonly visit: number;
    };

/**
 * What the address brought: a session, or the end of a sign-in. It is taken out of the address at once, so that neither
 * stays in the history of a browser; this window keeps the session until it is closed.
 */
export function useEntry(): Entry {
  const [entry, setEntry] = useState<Entry>({ kind: 'starting' });
  useEffect(() => {
    let visit = 0;
    const enter = () => {
      const facts = new URLSearchParams(window.location.hash.slice(1));
      if (facts.size > 0) window.history.replaceState(window.history.state, '', window.location.pathname);
      const next = entryOf(facts, (visit += 1));
      // What the address brought is brought once: the second look at it finds nothing.
      setEntry((now) => (now.kind === 'open' && facts.size === 0 ? now : next));
    };
    enter();
    window.addEventListener('hashchange', enter);
    return () => window.removeEventListener('hashchange', enter);
  }, []);
  return entry;
}

function entryOf(facts: URLSearchParams, visit: number): Entry {
  const brought = facts.get('token');
  if (brought !== null) sessionStorage.setItem(tokenKey, brought);
  const session = readSession(brought ?? sessionStorage.getItem(tokenKey) ?? '');
  if (!session) return { kind: 'none' };
  const returned = readReturn(facts, begunSignIn());
  if (returned) sessionStorage.removeItem(signInKey);
  return { kind: 'open', session, returned, visit };
}

/** Before the window is sent to a provider: by what it knows its answer. */
export const rememberSignIn = (signIn: SignIn): void => sessionStorage.setItem(signInKey, JSON.stringify(signIn));

function begunSignIn(): SignIn | null {
  const text = sessionStorage.getItem(signInKey);
  return text === null ? null : JSON.parse(text);
}
