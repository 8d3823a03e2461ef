import type { ReactNode } from 'react';
import { FileLock2 } from 'lucide-react';
import { Icon } from './icon.tsx';

interface FileRowProps {
  name: string;
  /** Size, count, when it was exported. */
  meta?: ReactNode;
  /** A state, or `Choose another`. */
  end?: ReactNode;
}

export function FileRow({ name, meta, end }: FileRowProps) {
  return (
    <div className="file">
      <Icon of={FileLock2} />
      <div className="grow">
        <div className="clip mono" dir="ltr" title={name}>
          {name}
        </div>
        {meta && <div className="muted small">{meta}</div>}
      </div>
      {end}
    </div>
  );
}

const units = ['B', 'KB', 'MB', 'GB'] as const;

/** `48 KB`, `1.2 MB`, in steps of 1,024, as the limit of an upload is said. */
export function fileSize(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1);
  const value = bytes / 1_024 ** power;
  const digits = power > 0 && value < 10 ? 1 : 0;
  return `${value.toFixed(digits)} ${units[power] ?? 'B'}`;
}
