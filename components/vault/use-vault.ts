'use client';

import { useEffect, useMemo, useRef, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useToast } from '#components/ui/toast.tsx';
import { newNonce, type Returned, type Session } from './session.ts';
import { rememberSignIn } from './use-entry.ts';
import { connectionsOptions, createVaultApi, isOver, messageOf, type Change, type Connection } from './vault-api.ts';

interface Trouble {
  readonly title: string;
  readonly text: string;
}

interface VaultOptions {
  readonly apiOrigin: string;
  /** This page, as providers lead back to it. */
  readonly page: string;
  readonly session: Session;
  readonly returned: Returned | null;
}

/** Everything a consumer does with their connections. A session that is over is over for all of it. */
export function useVault({ apiOrigin, page, session, returned }: VaultOptions) {
  const api = useMemo(() => createVaultApi(apiOrigin, session), [apiOrigin, session]);
  const connections = useQuery(connectionsOptions(session, api));
  const [hasEnded, setEnded] = useState(false);
  const [busy, setBusy] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(
    returned?.kind === 'refused' ? { title: `${returned.name} is not connected`, text: returned.message } : null,
  );
  const [finishing, setFinishing] = useState(returned?.kind === 'token' ? returned.signIn.name : null);
  const { add } = useToast();

  /** Null: done. Else why not, in words. */
  const attempt = async (about: string, work: () => Promise<unknown>): Promise<string | null> => {
    setBusy(about);
    setTrouble(null);
    try {
      await work();
      await connections.refetch();
      return null;
    } catch (error) {
      if (isOver(error)) setEnded(true);
      return messageOf(error);
    } finally {
      setBusy(null);
    }
  };

  const told = async (one: Connection, title: string, work: () => Promise<unknown>): Promise<void> => {
    const problem = await attempt(one.id, work);
    if (problem === null) add({ title });
    else setTrouble({ title: `${one.name} is as it was`, text: problem });
  };

  const hasBegun = useRef(false);
  useEffect(() => {
    if (returned?.kind !== 'token' || hasBegun.current) return;
    hasBegun.current = true;
    const { signIn, confirmToken } = returned;
    const place = { unified_api: signIn.api, service_id: signIn.service };
    void attempt(signIn.name, () => api.confirm(place, confirmToken)).then((problem) => {
      setFinishing(null);
      if (problem === null) add({ title: `Connected ${signIn.name}` });
      else setTrouble({ title: `${signIn.name} is not connected`, text: problem });
    });
  });

  return {
    connections: connections.data ?? null,
    hasEnded: hasEnded || isOver(connections.error),
    problem: connections.isError && !isOver(connections.error) ? messageOf(connections.error) : null,
    reload: () => void connections.refetch(),
    busy,
    finishing,
    trouble,
    /** Leaves this page for the provider's. */
    signIn: async (one: Connection, settings?: Change['settings']): Promise<string | null> =>
      attempt(one.id, async () => {
        const nonce = newNonce();
        const url = await api.signInUrl(one, page, nonce, settings);
        rememberSignIn({ nonce, api: one.unified_api, service: one.service_id, name: one.name });
        window.location.assign(url);
      }),
    /** Keeps what was typed, and tries it at the app. */
    save: async (one: Connection, change: Change): Promise<string | null> => {
      let isAccepted = false;
      const problem = await attempt(one.id, async () => {
        await api.change(one, { enabled: true, ...change });
        isAccepted = (await api.check(one)).state === 'callable';
      });
      if (problem !== null) return problem;
      if (!isAccepted) return `${one.name} did not accept these details. Correct them, and try again.`;
      add({ title: `Connected ${one.name}` });
      return null;
    },
    fail: (one: Connection, text: string) => setTrouble({ title: `${one.name} is as it was`, text }),
    enable: (one: Connection) => told(one, `Enabled ${one.name}`, () => api.change(one, { enabled: true })),
    disable: (one: Connection) => told(one, `Disabled ${one.name}`, () => api.change(one, { enabled: false })),
    disconnect: (one: Connection) => told(one, `Disconnected ${one.name}`, () => api.remove(one)),
  };
}

export type VaultState = ReturnType<typeof useVault>;
