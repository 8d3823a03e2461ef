import type { ComponentProps, ReactNode } from 'react';
import { FileUp } from 'lucide-react';
import { clsx } from 'clsx';
import { Icon } from './icon.tsx';

type DropZoneProps = Omit<ComponentProps<'div'>, 'title'> & {
  title: string;
  /** The button that opens the file chooser: dropping is never the only way. */
  action: ReactNode;
  hint?: ReactNode;
  /** Something is being dragged over it. */
  isOver?: boolean;
};

/** How a drop zone looks; who uses it brings the file handling in the rest of the props. */
export function DropZone({ title, action, hint, isOver, className, children, ...rest }: DropZoneProps) {
  return (
    <div className={clsx('drop', isOver && 'over', className)} {...rest}>
      <Icon of={FileUp} size="large" />
      <h3>{title}</h3>
      {action}
      {hint && <p className="muted small">{hint}</p>}
      {children}
    </div>
  );
}
