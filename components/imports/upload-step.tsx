'use client';

import type { useDropzone } from 'react-dropzone';
import { ShieldAlert } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { DropZone } from '#components/ui/drop-zone.tsx';
import { FileRow, fileSize } from '#components/ui/file-row.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Note } from '#components/ui/note.tsx';
import { Result } from '#components/ui/result.tsx';
import { fileBytesMax } from '#lib/uploads/schema.ts';
import type { UploadStage } from './stage.ts';

export interface UploadWords {
  /** Why not any file. */
  caution: string;
  /** Where one comes from. */
  help: string;
}

interface UploadStepProps {
  stage: UploadStage;
  words: UploadWords;
  drop: ReturnType<typeof useDropzone>;
}

export function UploadStep({ stage, words, drop }: UploadStepProps) {
  const { file, problem } = stage;
  // The list of the system begins with .bson; any name can be chosen, and dropped.
  const chooser = (
    <span className="sr">
      <input {...drop.getInputProps({ accept: '.bson', 'aria-label': 'File' })} />
    </span>
  );
  if (problem)
    return (
      <div className="stack wide" {...drop.getRootProps({ tabIndex: -1, 'data-first-focus': '' })}>
        {file && (
          <FileRow
            name={file.name}
            meta={fileSize(file.bytes)}
            end={
              <Button small onClick={drop.open}>
                Choose another
              </Button>
            }
          />
        )}
        {chooser}
        <Result state="failed" title={problem.title} fix={problem.fix} reference={problem.code} />
      </div>
    );
  return (
    <>
      <Note icon={<Icon of={ShieldAlert} />}>{words.caution}</Note>
      <DropZone
        {...drop.getRootProps()}
        title="Drop a .bson file here"
        action={
          <Button variant="primary" onClick={drop.open} data-first-focus>
            Upload
          </Button>
        }
        hint={`Up to ${fileBytesMax / 1024 / 1024} MB. Read in full before anything is stored.`}
        isOver={drop.isDragActive}
        data-hydrated
      >
        {chooser}
      </DropZone>
      <Note>{words.help}</Note>
    </>
  );
}
