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
import type { Stage } from './stage.ts';

interface UploadStepProps {
  stage: Extract<Stage, { at: 'upload' }>;
  drop: ReturnType<typeof useDropzone>;
}

export function UploadStep({ stage, drop }: UploadStepProps) {
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
      <Note icon={<Icon of={ShieldAlert} />}>
        Import only a file from a source you trust, and keep the file safe: whoever opens it holds these credentials.
      </Note>
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
      <Note>
        Export one from another workspace under App Credentials, Export. Files from other tools work too, if they are
        BSON documents of credentials.
      </Note>
    </>
  );
}
