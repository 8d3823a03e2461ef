'use client';
import { useState } from 'react';
import { ImportCredential } from '#components/imports/import-credential.tsx';
import { ExportCredentials } from '#components/exports/export-credentials.tsx';
export function Try({ scope, rows }: { scope: { tenant: string; workspace: string }; rows: { id: string; name: string }[] }) {
  const [open, setOpen] = useState(false);
  return <div className="row"><ImportCredential scope={scope} /><button onClick={() => setOpen(true)}>Export all</button>
  <p id="names">{rows.map((r) => r.name).join('|')}</p>
  {open && <ExportCredentials scope={scope} ids={rows.map((r) => r.id)} names={rows.map((r) => r.name)} onClose={() => setOpen(false)} />}</div>;
}
