'use client';

import { useState } from 'react';
import { useAction } from '#components/session/session-gate.tsx';
import { SignOutButton } from '#components/session/sign-out-button.tsx';
import { GatePage } from '#components/shell/gate-page.tsx';
import { credentialsHref } from '#components/shell/hrefs.ts';
import { createTenant } from '#lib/tenants/actions.ts';
import { TenantForm } from './tenant-form.tsx';

/** For somebody who is signed in and belongs to no tenant. */
export function FirstTenant() {
  const [refusal, setRefusal] = useState<string | null>(null);
  const create = useAction(createTenant);
  return (
    <GatePage
      title="You are in no tenant"
      sentence="A member of one may add you, or you make one of your own."
      foot={<SignOutButton />}
    >
      <TenantForm
        submit="Make the tenant"
        refusal={refusal}
        onDone={async (tenant) => {
          const result = await create(tenant);
          if (result.ok) location.assign(credentialsHref(result.value));
          else setRefusal(result.message);
        }}
      />
    </GatePage>
  );
}
