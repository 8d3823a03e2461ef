'use client';

import type { Scope } from '#lib/workspaces/schema.ts';
import { ImportButton } from './import-button.tsx';
import { ImportDialog } from './import-dialog.tsx';

export const ImportCredential = ({ scope, label = 'Import Credential' }: { scope: Scope; label?: string }) => (
  <ImportButton label={label}>{(close) => <ImportDialog scope={scope} onClose={close} />}</ImportButton>
);
