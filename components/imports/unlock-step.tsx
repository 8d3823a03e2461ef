'use client';

import { useEffect, useRef, useState } from 'react';
import { Field } from '#components/ui/field.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { Input } from '#components/ui/input.tsx';
import { signerWords } from '#components/signers/words.ts';
import { ImportFile } from './import-file.tsx';
import type { UnlockStage } from './stage.ts';

interface UnlockStepProps {
  stage: UnlockStage;
  form: string;
  onUnlock: (passphrase: string) => Promise<void>;
  onRestart: () => void;
}

export function UnlockStep({ stage, form, onUnlock, onRestart }: UnlockStepProps) {
  const { file, isBusy, error } = stage;
  const [passphrase, setPassphrase] = useState('');
  const [isEmpty, setEmpty] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (error) field.current?.select();
  }, [error]);
  return (
    <>
      <ImportFile file={file} onRestart={onRestart} />
      <form
        id={form}
        method="post"
        onSubmit={(event) => {
          event.preventDefault();
          setEmpty(passphrase === '');
          if (passphrase !== '') void onUnlock(passphrase);
        }}
      >
        <Field
          label="Passphrase"
          hint="Chosen by whoever exported the file. It is not kept."
          error={isEmpty ? 'Type the passphrase of the file.' : error}
          help={{
            text: 'Whoever exported the file chose it, and nobody else has it. Ask them for it, by another way than the file came.',
          }}
        >
          {(control) => (
            <Input
              {...control}
              ref={field}
              type="password"
              autoComplete="off"
              spellCheck={false}
              value={passphrase}
              readOnly={isBusy}
              onChange={(event) => {
                setPassphrase(event.target.value);
                setEmpty(false);
              }}
            />
          )}
        </Field>
      </form>
      {file.signer && (
        <Facts
          facts={[
            { term: 'Signed by', value: signerWords(file.signer) },
            { term: 'Fingerprint', value: file.signer.fingerprint, mono: true },
          ]}
        />
      )}
    </>
  );
}
