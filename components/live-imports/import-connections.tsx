'use client';

import { useDropzone } from 'react-dropzone';
import { ShieldAlert } from 'lucide-react';
import { SendingStep } from '#components/imports/sending-step.tsx';
import { Button } from '#components/ui/button.tsx';
import { DropZone } from '#components/ui/drop-zone.tsx';
import { FileRow, fileSize } from '#components/ui/file-row.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { Note } from '#components/ui/note.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Result } from '#components/ui/result.tsx';
import { fileBytesMax } from '#lib/live-imports/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { useSending } from './use-sending.ts';

/** Where a file of connections is dropped, and how far it has been sent. */
export function ImportConnections({ scope }: { scope: Scope }) {
  const { stage, choose, refuse, cancel } = useSending(scope);
  const drop = useDropzone({
    // Any name is taken: what a file is, its lines say.
    multiple: false,
    noClick: true,
    noKeyboard: true,
    disabled: stage.at === 'sending',
    onDrop: ([file], rejected) => {
      if (rejected.length > 0) refuse('Choose one file at a time.');
      else if (file) choose(file);
    },
  });
  if (stage.at === 'sending')
    return (
      <Panel
        title="Sending"
        aside={
          <Button small onClick={cancel}>
            Cancel
          </Button>
        }
      >
        <div className="stack">
          <SendingStep file={stage.file} sent={stage.sent} />
        </div>
      </Panel>
    );
  const { file, problem } = stage;
  return (
    <div className="stack">
      <Note icon={<Icon of={ShieldAlert} />}>
        Import only a file from a source you trust. It holds tokens and keys in clear: delete it when it is imported.
      </Note>
      {problem && file && <FileRow name={file.name} meta={fileSize(file.bytes)} />}
      {problem && <Result state="failed" title={problem.title} fix={problem.fix} reference={problem.code} />}
      <DropZone
        {...drop.getRootProps()}
        title="Drop a .jsonl file here"
        action={
          <Button variant="primary" onClick={drop.open}>
            Choose a file
          </Button>
        }
        hint={`One connection a line, up to ${fileBytesMax / 1_024 / 1_024} MB. The import begins when the file has arrived.`}
        isOver={drop.isDragActive}
        data-hydrated
      >
        <span className="sr">
          {/* Without the style of its own, which a page made on the server must not carry; `sr` hides it. */}
          <input {...drop.getInputProps({ accept: '.jsonl,.ndjson', 'aria-label': 'File', style: {} })} />
        </span>
      </DropZone>
    </div>
  );
}
