'use client';

import { useState } from 'react';
import { RowMenu } from '#components/ui/menu.tsx';
import { Heads, SilentHead, Table } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import type { SignerRow } from '#lib/signers/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { ForgetDialog, NameSignerDialog } from './signer-dialogs.tsx';

interface SignerTableProps {
  scope: Scope;
  rows: readonly SignerRow[];
  now: number;
}

interface Chosen {
  readonly deed: 'name' | 'forget';
  readonly signer: SignerRow;
}

export function SignerTable({ scope, rows, now }: SignerTableProps) {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const close = () => setChosen(null);
  return (
    <>
      <Table label="Known signers" bare stacked>
        <Heads of={['Name', 'Fingerprint', 'Confirmed by', 'Confirmed']}>
          <SilentHead className="more">More</SilentHead>
        </Heads>
        <tbody>
          {rows.map((signer) => (
            <tr key={signer.fingerprint}>
              <td className="namecell">
                {signer.label ? (
                  <span className="strong">{signer.label}</span>
                ) : (
                  <span className="muted">No name yet</span>
                )}
              </td>
              <td data-label="Fingerprint" className="mono breaks" dir="ltr">
                <span>{signer.fingerprint}</span>
              </td>
              <td data-label="Confirmed by">{signer.pinnedBy}</td>
              <td data-label="Confirmed" className="nowrap">
                <Time at={signer.pinnedAt} now={now} dateOnly />
              </td>
              <td className="more">
                <RowMenu
                  name={signer.label ?? signer.fingerprint}
                  groups={[
                    {
                      items: [
                        {
                          label: signer.label ? 'Rename' : 'Give it a name',
                          onSelect: () => setChosen({ deed: 'name', signer }),
                        },
                      ],
                    },
                    {
                      items: [
                        { label: 'Forget', onSelect: () => setChosen({ deed: 'forget', signer }), isDangerous: true },
                      ],
                    },
                  ]}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      {chosen?.deed === 'name' && <NameSignerDialog scope={scope} signer={chosen.signer} onClose={close} />}
      {chosen?.deed === 'forget' && <ForgetDialog scope={scope} signer={chosen.signer} onClose={close} />}
    </>
  );
}
