import { Copied } from '#components/ui/copied.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Time } from '#components/ui/time.tsx';
import type { KeyHistory, KeyKind } from '#lib/identities/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { FormerKeys } from './former-keys.tsx';
import { RotateButton } from './rotate-button.tsx';
import { keyWords } from './words.ts';

interface KeyPanelProps {
  scope: Scope;
  kind: KeyKind;
  history: KeyHistory;
  /** The key itself, where others need it. */
  text?: string;
  canRotate: boolean;
  now: number;
}

/** One key of this tenant: what it is for, how others recognise it, and those it took the place of. */
export function KeyPanel({ scope, kind, history, text, canRotate, now }: KeyPanelProps) {
  const { current, former } = history;
  const { title, purpose } = keyWords[kind];
  return (
    <Panel
      title={title}
      aside={canRotate && <RotateButton scope={scope} kind={kind} fingerprint={current.fingerprint} />}
    >
      <div className="stack">
        <p className="soft">{purpose}</p>
        <Facts
          facts={[
            ...(text === undefined
              ? []
              : [{ term: 'Key', value: <Copied text={text} name="receiving key" />, mono: true }]),
            {
              term: 'Fingerprint',
              value: <Copied text={current.fingerprint} name={`fingerprint of the ${kind} key`} />,
              mono: true,
            },
            { term: 'Made', value: <Time at={current.createdAt} now={now} dateOnly /> },
            { term: 'Made by', value: current.createdBy },
          ]}
        />
        {former.length > 0 && <FormerKeys title={title} history={history} now={now} />}
      </div>
    </Panel>
  );
}
