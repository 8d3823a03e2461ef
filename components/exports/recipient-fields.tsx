'use client';

import { useFormContext, useWatch } from 'react-hook-form';
import { useQuery } from '@tanstack/react-query';
import { WhoseKey } from '#components/recipients/whose-key.tsx';
import { keyHint } from '#components/recipients/words.ts';
import { useAction } from '#components/session/session-gate.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Result } from '#components/ui/result.tsx';
import { Select } from '#components/ui/select.tsx';
import { listRecipients } from '#lib/recipients/actions.ts';
import { recipientsOptions } from '#lib/recipients/cache.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { otherKey, type SealingForm } from './sealing-form.ts';

/** The tenant a file is for: one that is kept here by name, or one whose key somebody sent. */
export function RecipientFields({ scope }: { scope: Scope }) {
  const { control, register, clearErrors, formState } = useFormContext<SealingForm>();
  const { errors, isSubmitting } = formState;
  const [recipient, key] = useWatch({ control, name: ['recipient', 'key'] });
  const list = useQuery(recipientsOptions(scope, useAction(listRecipients))).data;
  const kept = list?.ok ? list.value : [];
  const chosen = kept.find((one) => one.key === recipient);
  return (
    <>
      {kept.length > 0 && (
        <Field label="Recipient">
          {(field) => (
            <Select
              {...field}
              {...register('recipient', { onChange: () => clearErrors('key') })}
              disabled={isSubmitting}
              options={[
                { value: otherKey, label: 'Another key' },
                ...kept.map((one) => ({ value: one.key, label: one.name })),
              ]}
            />
          )}
        </Field>
      )}
      {recipient === otherKey && (
        <Field label="Receiving key" hint={keyHint} error={errors.key?.message}>
          {(field) => (
            <Input {...field} {...register('key')} mono autoComplete="off" spellCheck={false} readOnly={isSubmitting} />
          )}
        </Field>
      )}
      {list && !list.ok && <Result state="failed" title="The recipients could not be read." fix={list.message} />}
      {chosen ? (
        <Facts facts={[{ term: 'Fingerprint', value: chosen.fingerprint, mono: true }]} />
      ) : (
        <WhoseKey scope={scope} typed={key} />
      )}
    </>
  );
}
