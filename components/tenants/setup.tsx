'use client';

import { useState } from 'react';
import type { z } from 'zod';
import { HardDrive } from 'lucide-react';
import { signIn } from '#components/session/sign-in.ts';
import { useAction } from '#components/session/session-gate.tsx';
import { GatePage } from '#components/shell/gate-page.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { credentialsHref } from '#components/shell/hrefs.ts';
import { Result } from '#components/ui/result.tsx';
import { setUp } from '#lib/tenants/actions.ts';
import type { newTenant } from '#lib/tenants/schema.ts';
import type { newUser } from '#lib/users/schema.ts';
import { OwnerForm } from './owner-form.tsx';
import { TenantForm } from './tenant-form.tsx';

type Owner = z.input<typeof newUser>;

interface SetupProps {
  token: string;
  minutesLeft: number;
  keyPlace: string | null;
}

const steps = ['Owner', 'Tenant', 'First credential'];

/** First run: who owns this vault, and its first tenant. The last step is the dashboard itself. */
export function Setup({ token, minutesLeft, keyPlace }: SetupProps) {
  const [owner, setOwner] = useState<Owner>({ name: '', email: '', password: '' });
  const [step, setStep] = useState(0);
  const [error, setError] = useState<{ field: string; message: string } | null>(null);
  const run = useAction(setUp);
  const finish = async (tenant: z.input<typeof newTenant>) => {
    const result = await run({ token, owner, tenant });
    if (result.ok) {
      await signIn(owner.email, owner.password);
      location.assign(credentialsHref(result.value));
      return;
    }
    const field = String(result.detail['field'] ?? '');
    setError({ field, message: result.message });
    if (field.startsWith('owner') || field === 'email') setStep(0);
  };
  return (
    <GatePage
      title="Set up this vault"
      sentence={`You opened the one-time link the server printed. It ends when you finish, or in ${minutesLeft} min.`}
      steps={{ names: steps, current: step }}
      foot={keyPlace && <BackUpKey place={keyPlace} />}
    >
      {step === 0 ? (
        <OwnerForm
          owner={owner}
          refusal={error?.message ?? null}
          onDone={(typed) => {
            setOwner(typed);
            setError(null);
            setStep(1);
          }}
        />
      ) : (
        <TenantForm submit="Set up" refusal={error?.message ?? null} onBack={() => setStep(0)} onDone={finish} />
      )}
    </GatePage>
  );
}

const BackUpKey = ({ place }: { place: string }) => (
  <Result
    state="expiring"
    icon={<Icon of={HardDrive} />}
    isLive={false}
    title="Back up the root key."
    fix={
      <>
        It is in <code dir="ltr">{place}</code>. Without it no secret here can be opened again.
      </>
    }
  />
);
