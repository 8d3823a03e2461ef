'use client';

import { useState, type ReactNode } from 'react';
import { CSPProvider } from '@base-ui/react/csp-provider';
import { Tooltip } from '@base-ui/react/tooltip';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { ToastProvider } from '#components/ui/toast.tsx';
import { AddressProvider } from './address.tsx';

/** What the browser keeps for its parts. `nonce` is that of the page's policy. */
export function Providers({ nonce, children }: { nonce?: string; children: ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({
        // The server has just rendered what is shown: it is not asked again at once.
        defaultOptions: { queries: { staleTime: 15_000, retry: 1 }, mutations: { retry: false } },
      }),
  );
  return (
    <CSPProvider nonce={nonce} disableStyleElements>
      <QueryClientProvider client={client}>
        <AddressProvider>
          <Tooltip.Provider>
            <ToastProvider>{children}</ToastProvider>
          </Tooltip.Provider>
        </AddressProvider>
      </QueryClientProvider>
    </CSPProvider>
  );
}
