import { Copied } from '#components/ui/copied.tsx';
import { Facts, type Fact } from '#components/ui/facts.tsx';
import { fileSize } from '#components/ui/file-row.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Time } from '#components/ui/time.tsx';
import type { ExportDetail } from '#lib/exports/schema.ts';
import { sealedToWords, stateWords } from './words.ts';

/** What the file is: enough to know it again, and who can open it. */
export function ExportFacts({ detail, now }: { detail: ExportDetail; now: number }) {
  const { reason, fileBytes, sha256, sentAt, recipientFingerprint, signerFingerprint } = detail;
  const facts: (Fact | false)[] = [
    { term: 'State', value: stateWords[detail.state] },
    reason !== null && { term: 'Reason', value: reason },
    { term: 'Sealed to', value: sealedToWords(detail) },
    recipientFingerprint !== null && { term: 'Recipient’s key', value: recipientFingerprint, mono: true },
    sentAt !== null && { term: 'Fetched', value: <Time at={sentAt} now={now} /> },
    fileBytes !== null && { term: 'Size', value: fileSize(fileBytes) },
    { term: 'Export', value: detail.id, mono: true },
    signerFingerprint !== null && { term: 'Signed by', value: signerFingerprint, mono: true },
    sha256 !== null && { term: 'SHA-256', value: <Copied text={sha256} name="SHA-256" />, mono: true },
  ];
  return (
    <Panel title="File">
      <Facts facts={facts.filter((fact) => fact !== false)} />
    </Panel>
  );
}
