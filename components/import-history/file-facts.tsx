import { Copied } from '#components/ui/copied.tsx';
import { Facts, type Fact } from '#components/ui/facts.tsx';
import { fileSize } from '#components/ui/file-row.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Time } from '#components/ui/time.tsx';
import type { ImportFacts } from '#lib/import-history/schema.ts';
import { sealingWords, signerWords } from './words.ts';

/** What the file was: enough to know it again. */
export function FileFacts({ facts: given, now }: { facts: ImportFacts; now: number }) {
  const { exportId, exportedAt, signerFingerprint, signerStanding } = given;
  const facts: (Fact | false)[] = [
    { term: 'Size', value: fileSize(given.fileBytes) },
    { term: 'Sealed to', value: sealingWords(given.sealing) },
    exportedAt !== null && { term: 'Exported', value: <Time at={exportedAt} now={now} /> },
    exportId !== null && { term: 'Export', value: exportId, mono: true },
    { term: 'Signer', value: signerWords(signerStanding) },
    signerFingerprint !== null && { term: 'Fingerprint', value: signerFingerprint, mono: true },
    { term: 'SHA-256', value: <Copied text={given.sha256} name="SHA-256" />, mono: true },
  ];
  return (
    <Panel title="File">
      <Facts facts={facts.filter((fact) => fact !== false)} />
    </Panel>
  );
}
