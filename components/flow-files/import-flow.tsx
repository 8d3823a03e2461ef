'use client';

import { ImportButton } from '#components/imports/import-button.tsx';
import type { Scope } from '#lib/workspaces/schema.ts';
import { ImportFlowDialog } from './import-flow-dialog.tsx';

export const ImportFlow = ({ scope }: { scope: Scope }) => (
  <ImportButton label="Import Flow">{(close) => <ImportFlowDialog scope={scope} onClose={close} />}</ImportButton>
);
