'use client';

import { useState } from 'react';
import { useAction } from '#components/session/session-gate.tsx';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { Note } from '#components/ui/note.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { setMail } from '#lib/notices/actions.ts';
import type { MailChoice, MailInput } from '#lib/notices/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';

/** What an owner or admin is written to about. A tick is saved at once. */
export function MailPanel({ scope, choice }: { scope: Scope; choice: MailChoice }) {
  const [wanted, setWanted] = useState<MailInput>({ reconnect: choice.reconnect, expiring: choice.expiring });
  const { add } = useToast();
  const set = useAction(setMail);
  const save = async (next: MailInput) => {
    setWanted(next);
    const result = await set(scope, next);
    if (result.ok) return add({ title: 'Saved which letters you get' });
    setWanted(wanted);
    return add({ kind: 'failed', title: 'Nothing was saved', text: result.message });
  };
  const tick = (name: keyof MailInput, label: string) => (
    <Checkbox
      checked={wanted[name]}
      onChange={(event) => void save({ ...wanted, [name]: event.currentTarget.checked })}
    >
      {label}
    </Checkbox>
  );
  return (
    <Panel title="E-mail me when…">
      <div className="stack">
        <p className="soft">
          Letters go to <b>{choice.email}</b>, one for many credentials at once, and never hold a secret.
        </p>
        {tick('reconnect', 'somebody has to sign in again, because a credential has lost its access')}
        {tick('expiring', 'a credential ends in 30, 7 or 1 days')}
        {!choice.isOn && (
          <Note>
            No letter is sent yet: this installation has no mail server. Whoever runs it sets SMTP_URL and MAIL_FROM.
          </Note>
        )}
      </div>
    </Panel>
  );
}
