import type { ReactNode } from 'react';
import { Info } from 'lucide-react';
import { Icon } from './icon.tsx';

/** Something worth knowing that asks for nothing. */
export function Note({ children, icon }: { children: ReactNode; icon?: ReactNode }) {
  return (
    <p className="note">
      {icon ?? <Icon of={Info} />}
      <span>{children}</span>
    </p>
  );
}
