import { Button } from '#components/ui/button.tsx';
import { signerWords } from '#components/signers/words.ts';
import { FileRow, fileSize } from '#components/ui/file-row.tsx';
import { State } from '#components/ui/state.tsx';
import { exactWords } from '#components/ui/time-words.ts';
import type { FileDto, SignerDto } from '#lib/files/schema.ts';
import { fileWords } from './words.ts';

interface ImportFileProps {
  file: FileDto;
  /** Once the file is open: what its signature came to. */
  hasSignature?: boolean;
  /** Left out where another file cannot take its place. */
  onRestart?: () => void;
}

export function ImportFile({ file, hasSignature, onRestart }: ImportFileProps) {
  const exportedAt = file.exportedAt === null ? null : exactWords(file.exportedAt, 'UTC');
  return (
    <FileRow
      name={file.fileName}
      meta={
        <>
          {fileWords(file, fileSize(file.bytes), exportedAt)}
          {hasSignature && isKnown(file.signer) && <span className="block">Signer: {signerWords(file.signer)}</span>}
        </>
      }
      end={
        <>
          {hasSignature && <Signature file={file} />}
          {onRestart && (
            <Button small onClick={onRestart}>
              Choose another
            </Button>
          )}
        </>
      }
    />
  );
}

/** Where a file comes from only its signer says: so who that is stands beside it. Of an unknown one more is said below. */
const isKnown = (signer: SignerDto | null): signer is SignerDto => signer !== null && signer.standing !== 'unknown';

function Signature({ file }: { file: FileDto }) {
  if (!file.signer) return <State state="unverified">Not signed</State>;
  if (file.signer.standing === 'unknown') return <State state="expiring">Signer not known here</State>;
  return <State state="passed">Signature holds</State>;
}
