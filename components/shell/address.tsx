'use client';

import {
  createContext,
  use,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useOptimistic,
  useRef,
  useTransition,
  type ReactNode,
} from 'react';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import {
  renderQueryString,
  unstable_createAdapterProvider as createAdapterProvider,
  type unstable_AdapterInterface as Address,
} from 'nuqs/adapters/custom';
import { NuqsAdapter } from 'nuqs/adapters/next/app';

/** By this nuqs knows a change of the history as its own. */
const mark = '__nuqs__';

const Context = createContext<Address | null>(null);

const Adapter = createAdapterProvider(() => {
  const address = use(Context);
  if (!address) throw new Error('The address is asked for outside its provider.');
  return address;
});

/**
 * The address for nuqs. Its own adapter for Next builds each change on `location`, which Next writes once more when it has
 * rendered an address, and then may put back one that has been left meanwhile: a dialog closed while a search was on its
 * way opened again. Until Next has rendered what was asked for last, that counts and not `location`. Its own stays around
 * ours for what it does to the history, by which our mark is known and taken off, and for dropping what waits to be written
 * when somebody goes back or to another page: two journeys of e2e/keyboard.spec.ts walk there, by a dialog and a search.
 */
export function AddressProvider({ children }: { children: ReactNode }) {
  return (
    <NuqsAdapter>
      <Context value={useAddress()}>
        <Adapter>{children}</Adapter>
      </Context>
    </NuqsAdapter>
  );
}

interface Asked {
  readonly pathname: string;
  readonly search: URLSearchParams;
  /** The server is asked as well. */
  readonly isDeep: boolean;
}

function useAddress(): Address {
  const router = useRouter();
  const pathname = usePathname();
  const [searchParams, show] = useOptimistic<URLSearchParams>(useSearchParams());
  const [isPending, startTransition] = useTransition();
  const asked = useRef<Asked | null>(null);
  // In the commit itself: whoever asks next comes after it.
  useLayoutEffect(() => {
    if (!isPending) asked.current = null;
  }, [isPending]);
  useEffect(() => {
    const forget = () => (asked.current = null);
    window.addEventListener('popstate', forget);
    return () => window.removeEventListener('popstate', forget);
  }, []);
  const updateUrl = useCallback<Address['updateUrl']>(
    (search, { history: entry, scroll, shallow }) => {
      // For a change of the address alone Next gives up what is on its way from the server: it is asked for once more.
      const isDeep = !shallow || (onItsWay(asked.current)?.isDeep ?? false);
      asked.current = { pathname: location.pathname, search, isDeep };
      startTransition(() => {
        const url = location.origin + location.pathname + renderQueryString(search) + location.hash;
        try {
          if (entry === 'push') history.pushState(null, mark, url);
          else history.replaceState(null, mark, url);
        } catch (error) {
          // Browsers refuse too many changes in a row. The filter holds, the address is late.
          reportError(error);
        }
        if (scroll) scrollTo(0, 0);
        if (!isDeep) return;
        show(search);
        router.replace(url, { scroll: false });
      });
    },
    [router, show, startTransition],
  );
  const getSearchParamsSnapshot = useCallback(
    () => new URLSearchParams(onItsWay(asked.current)?.search ?? location.search),
    [],
  );
  return useMemo(
    () => ({
      searchParams,
      pathname,
      updateUrl,
      getSearchParamsSnapshot,
      // Each change is three calls of the history, which some browsers limit.
      rateLimitFactor: 3,
      autoResetQueueOnUpdate: false,
    }),
    [searchParams, pathname, updateUrl, getSearchParamsSnapshot],
  );
}

const onItsWay = (asked: Asked | null): Asked | null => (asked?.pathname === location.pathname ? asked : null);
