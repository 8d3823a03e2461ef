'use client';

import { useDeferredValue, useState } from 'react';
import { useRouter } from 'next/navigation';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Autocomplete } from '@base-ui/react/autocomplete';
import { Search } from 'lucide-react';
import { useAction } from '#components/session/session-gate.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { searchCredentials } from '#lib/credentials/actions.ts';
import { searchOptions } from '#lib/credentials/cache.ts';
import { credentialDestinations, fixedDestinations, inGroups, type Destination } from './destinations.ts';
import type { JumpProps } from './jump.tsx';
import { PaletteList } from './palette-list.tsx';

/** Type, and `Enter` opens the first row; arrows choose another. Shown while it is mounted. */
export function Palette({ scope, apps, permissions, onClose }: JumpProps & { onClose: () => void }) {
  const [q, setQ] = useState('');
  const router = useRouter();
  const wanted = useDeferredValue(q.trim());
  const search = useAction(searchCredentials);
  const { data } = useQuery({
    ...searchOptions(scope, wanted, search),
    enabled: wanted !== '',
    placeholderData: keepPreviousData,
  });
  const found = wanted !== '' && data?.ok ? credentialDestinations(scope, data.value, apps) : [];
  const groups = inGroups([...found, ...fixedDestinations(scope, q, apps, permissions)]);
  const go = (row: Destination) => {
    onClose();
    router.push(row.href);
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Search or jump to">
      <Autocomplete.Root
        inline
        open
        items={groups}
        mode="none"
        autoHighlight="always"
        keepHighlight
        value={q}
        onValueChange={(value, { reason }) => {
          if (reason !== 'item-press') setQ(value);
        }}
        itemToStringValue={(row: Destination) => row.label}
      >
        <div className="search">
          <Icon of={Search} />
          <Autocomplete.Input
            className="input"
            aria-label="Search credentials, apps and things to do"
            placeholder="Name of a credential or an app"
          />
        </div>
        <PaletteList none={groups.length === 0 ? `Nothing is called “${q.trim()}”.` : null} onOpen={go} />
      </Autocomplete.Root>
    </Dialog>
  );
}
