'use client';

import { useEffect, useId, useRef } from 'react';
import { unknownWords } from '#components/signers/words.ts';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { FieldNote } from '#components/ui/field.tsx';
import type { SignerDto } from '#lib/files/schema.ts';

interface SignerCheckProps {
  signer: SignerDto;
  isAccepted: boolean;
  error: string | null;
  onAccept: (accepted: boolean) => void;
}

/** A signature proves only that one key made the file; whose key it is, a person says once. */
export function SignerCheck({ signer, isAccepted, error, onAccept }: SignerCheckProps) {
  const note = useId();
  const box = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    if (error) box.current?.querySelector('input')?.focus();
  }, [error]);
  return (
    <fieldset className="field" ref={box}>
      <legend>{unknownWords(signer)}</legend>
      <Facts facts={[{ term: 'Fingerprint', value: signer.fingerprint, mono: true }]} />
      <Checkbox
        checked={isAccepted}
        aria-invalid={error ? true : undefined}
        aria-describedby={note}
        onChange={(event) => onAccept(event.target.checked)}
      >
        I compared this fingerprint with the sender’s. It is theirs.
      </Checkbox>
      <div role={error ? 'alert' : undefined}>
        <FieldNote
          id={note}
          error={error}
          hint={`It stands under Settings, Keys of their tenant. Ask them by another way than the file came. ${signer.isRemembered ? 'It is remembered for this tenant.' : 'It holds for this file.'}`}
        />
      </div>
    </fieldset>
  );
}
