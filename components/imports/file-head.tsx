import { Note } from '#components/ui/note.tsx';
import { Result } from '#components/ui/result.tsx';
import { ImportFile } from './import-file.tsx';
import { SignerCheck } from './signer-check.tsx';
import type { ReviewStage } from './stage.ts';

interface FileHeadProps extends FileNotesProps {
  onRestart?: () => void;
}

/** Above what is in a file, whatever that is: whether the plan is another than it was, which file it is, who made it. */
export function FileHead({ review, change, onRestart }: FileHeadProps) {
  const { file, notice } = review;
  return (
    <>
      {notice?.about === 'changed' && (
        <div data-first-focus tabIndex={-1}>
          <Result state="expiring" title="This is the plan as it is now." fix={notice.text} />
        </div>
      )}
      <ImportFile file={file} hasSignature onRestart={onRestart} />
      <FileNotes review={review} change={change} />
    </>
  );
}

interface FileNotesProps {
  review: Pick<ReviewStage, 'file' | 'isSignerAccepted' | 'notice'>;
  change: (change: Pick<ReviewStage, 'isSignerAccepted' | 'notice'>) => void;
}

/** Who made the file, as far as anybody can say. */
function FileNotes({ review, change }: FileNotesProps) {
  const { file, notice, isSignerAccepted } = review;
  return (
    <>
      {file.sealing === 'none' && (
        <Note>
          This file is plain BSON: neither sealed nor signed. Nobody can say who made it or whether it was changed
          {file.resourceType === 'credential' && ', and whoever has it can read the secrets in it'}.
        </Note>
      )}
      {file.platformVersion !== null && (
        <Note>It was written by Keyhaven {file.platformVersion}. It can be read here; only the version differs.</Note>
      )}
      {file.signer?.standing === 'unknown' && (
        <SignerCheck
          signer={file.signer}
          isAccepted={isSignerAccepted}
          error={notice?.about === 'signer' ? notice.text : null}
          onAccept={(accepted) => change({ isSignerAccepted: accepted, notice: null })}
        />
      )}
    </>
  );
}
