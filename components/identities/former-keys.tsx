import { Heads, Table } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import type { KeyHistory } from '#lib/identities/schema.ts';

interface FormerKeysProps {
  title: string;
  history: KeyHistory;
  now: number;
}

/** The newest first; each was replaced when the one after it was made. */
export function FormerKeys({ title, history: { current, former }, now }: FormerKeysProps) {
  const successors = [current, ...former];
  return (
    <Table label={`Former keys: ${title}`} stacked>
      <Heads of={['Former key', 'From', 'Until']} />
      <tbody>
        {former.map((key, index) => (
          <tr key={key.fingerprint}>
            <td className="mono breaks" dir="ltr">
              {key.fingerprint}
            </td>
            <td data-label="From" className="nowrap">
              <Time at={key.createdAt} now={now} dateOnly />
            </td>
            <td data-label="Until" className="nowrap">
              <Time at={successors[index]?.createdAt ?? key.createdAt} now={now} dateOnly />
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
