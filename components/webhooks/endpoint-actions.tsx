'use client';

import { useState } from 'react';
import { useRouter } from 'next/navigation';
import { Ellipsis, Pencil, Send } from 'lucide-react';
import { DeedDialog } from '#components/credentials/deed-dialog.tsx';
import { useKeys } from '#components/shell/keys.ts';
import { webhooksHref } from '#components/shell/hrefs.ts';
import { useAction } from '#components/session/session-gate.tsx';
import { Button, IconButton } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Menu } from '#components/ui/menu.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { deleteEndpoint, setEnabled } from '#lib/webhooks/actions.ts';
import type { EndpointDto } from '#lib/webhooks/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { EditWebhook } from './edit-webhook.tsx';
import { TestDialog } from './test-dialog.tsx';

type Deed = 'test' | 'edit' | 'off' | 'delete';

export function EndpointActions({ scope, endpoint }: { scope: Scope; endpoint: EndpointDto }) {
  const [deed, setDeed] = useState<Deed | null>(null);
  const close = () => setDeed(null);
  const switchOn = useSwitchOn(scope, endpoint);
  useKeys({ e: () => setDeed('edit') });
  const isOff = endpoint.state === 'disabled';
  const more = [
    isOff
      ? { label: 'Switch on', onSelect: () => void switchOn() }
      : { label: 'Switch off', onSelect: () => setDeed('off') },
    { label: 'Delete', isDangerous: true, onSelect: () => setDeed('delete') },
  ];
  return (
    <>
      <Button onClick={() => setDeed('test')}>
        <Icon of={Send} />
        Send a test
      </Button>
      <Button onClick={() => setDeed('edit')} aria-keyshortcuts="e">
        <Icon of={Pencil} />
        Edit
      </Button>
      <Menu
        align="end"
        groups={[{ items: more }]}
        trigger={
          <IconButton aria-label={`More: ${more.map((item) => item.label.toLowerCase()).join(', ')}`}>
            <Icon of={Ellipsis} />
          </IconButton>
        }
      />
      {deed === 'test' && <TestDialog scope={scope} endpoint={endpoint} onClose={close} />}
      {deed === 'edit' && <EditWebhook scope={scope} endpoint={endpoint} onClose={close} />}
      {deed === 'off' && <SwitchOff scope={scope} endpoint={endpoint} onClose={close} />}
      {deed === 'delete' && <DeleteWebhook scope={scope} endpoint={endpoint} onClose={close} />}
    </>
  );
}

interface DeedProps {
  scope: Scope;
  endpoint: EndpointDto;
  onClose: () => void;
}

function useSwitchOn(scope: Scope, endpoint: EndpointDto) {
  const router = useRouter();
  const { add } = useToast();
  const set = useAction(setEnabled);
  return async () => {
    const result = await set(scope, { id: endpoint.id, on: true });
    if (!result.ok) return add({ kind: 'failed', title: 'It was not switched on.', text: result.message });
    router.refresh();
    return add({ title: 'Events are sent again, and what was waiting goes out.' });
  };
}

function SwitchOff({ scope, endpoint, onClose }: DeedProps) {
  const router = useRouter();
  const set = useAction(setEnabled);
  return (
    <DeedDialog
      title="Switch off this webhook"
      sentence="Nothing is sent any more. What waits goes out when it is switched on again; what happens meanwhile is not told."
      confirm="Switch off"
      pending="Switching off…"
      run={async () => {
        const result = await set(scope, { id: endpoint.id, on: false });
        if (!result.ok) return result;
        router.refresh();
        return null;
      }}
      onClose={onClose}
    />
  );
}

function DeleteWebhook({ scope, endpoint, onClose }: DeedProps) {
  const router = useRouter();
  const { add } = useToast();
  const remove = useAction(deleteEndpoint);
  return (
    <DeedDialog
      title="Delete this webhook"
      sentence="Its log and its signing secret go with it, and what waits is not sent."
      confirm="Delete the webhook"
      pending="Deleting…"
      isDangerous
      run={async () => {
        const result = await remove(scope, { id: endpoint.id });
        if (!result.ok) return result;
        add({ title: 'The webhook is deleted.' });
        router.push(webhooksHref(scope));
        return null;
      }}
      onClose={onClose}
    />
  );
}
