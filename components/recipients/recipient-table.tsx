'use client';

import { useState } from 'react';
import { RowMenu } from '#components/ui/menu.tsx';
import { Heads, SilentHead, Table } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import type { RecipientDto } from '#lib/recipients/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { RemoveRecipientDialog, RenameRecipientDialog } from './recipient-dialogs.tsx';

interface RecipientTableProps {
  scope: Scope;
  recipients: readonly RecipientDto[];
  now: number;
}

interface Chosen {
  readonly deed: 'rename' | 'remove';
  readonly recipient: RecipientDto;
}

export function RecipientTable({ scope, recipients, now }: RecipientTableProps) {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const close = () => setChosen(null);
  const groupsOf = (recipient: RecipientDto) => [
    { items: [{ label: 'Rename', onSelect: () => setChosen({ deed: 'rename', recipient }) }] },
    { items: [{ label: 'Remove', onSelect: () => setChosen({ deed: 'remove', recipient }), isDangerous: true }] },
  ];
  return (
    <>
      <Table label="Recipients" bare stacked>
        <Heads of={['Name', 'Fingerprint', 'Added by', 'Added']}>
          <SilentHead className="more">More</SilentHead>
        </Heads>
        <tbody>
          {recipients.map((recipient) => (
            <tr key={recipient.fingerprint}>
              <td className="namecell strong">{recipient.name}</td>
              <td data-label="Fingerprint" className="mono breaks" dir="ltr">
                <span>{recipient.fingerprint}</span>
              </td>
              <td data-label="Added by">{recipient.addedBy}</td>
              <td data-label="Added" className="nowrap">
                <Time at={recipient.addedAt} now={now} dateOnly />
              </td>
              <td className="more">
                <RowMenu name={recipient.name} groups={groupsOf(recipient)} />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      {chosen?.deed === 'rename' && (
        <RenameRecipientDialog scope={scope} recipient={chosen.recipient} onClose={close} />
      )}
      {chosen?.deed === 'remove' && (
        <RemoveRecipientDialog scope={scope} recipient={chosen.recipient} onClose={close} />
      )}
    </>
  );
}
