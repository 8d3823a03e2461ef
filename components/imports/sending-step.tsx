import { FileRow, fileSize } from '#components/ui/file-row.tsx';
import { Progress } from '#components/ui/progress.tsx';
import type { ChosenFile } from './stage.ts';

export function SendingStep({ file, sent }: { file: ChosenFile; sent: number }) {
  const done = Math.min(sent, file.bytes);
  const isSent = done >= file.bytes && file.bytes > 0;
  return (
    <>
      <FileRow name={file.name} meta={fileSize(file.bytes)} />
      <div className="stack tight" data-first-focus tabIndex={-1}>
        <output className="small soft">
          {isSent ? 'Sent. Reading it in full…' : `${fileSize(done)} of ${fileSize(file.bytes)}`}
        </output>
        <Progress label="Upload in percent" value={percent(done, file.bytes)} max={100} />
      </div>
    </>
  );
}

const percent = (done: number, all: number): number => (all === 0 ? 0 : Math.round((done / all) * 100));
