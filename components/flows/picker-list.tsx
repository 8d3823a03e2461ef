'use client';

import { useEffect, useRef } from 'react';
import { Link } from '#components/ui/link.tsx';
import { Combobox } from '@base-ui/react/combobox';
import { Plus, Search, Wrench } from 'lucide-react';
import { credentialHref } from '#components/shell/hrefs.ts';
import { Icon } from '#components/ui/icon.tsx';
import { Mark } from '#components/ui/mark.tsx';
import { stateWords } from '#components/ui/states.ts';
import { amount } from '#components/ui/words.ts';
import type { StepApp } from '#lib/flows/schema.ts';
import type { Choice } from '#lib/steps/schema.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { choiceWords } from './choice-words.ts';
import type { Choices } from './use-choices.ts';

interface PickerListProps {
  scope: Scope;
  app: Pick<StepApp, 'id' | 'name'>;
  found: Choices;
  q: string;
  onAdd?: () => void;
}

/** What the picker opens: search, credentials, then what else can be done. The list has the arrows, the rest has Tab. */
export function PickerList({ scope, app, found, q, onAdd }: PickerListProps) {
  const { choices, total, hasMore, isPending, showMore } = found;
  const search = useRef<HTMLInputElement>(null);
  // With the last page its button goes; whoever pressed it by key goes on in the search.
  useEffect(() => {
    if (!hasMore && document.activeElement === document.body) search.current?.focus();
  }, [hasMore]);
  return (
    <>
      <div className="search">
        <Icon of={Search} />
        <Combobox.Input
          className="input"
          ref={search}
          aria-label={`Search ${app.name} credentials`}
          placeholder={`Search ${amount(total, 'credential')}`}
          maxLength={200}
        />
      </div>
      <Combobox.Status className="none">{emptyWords(found, app.name, q)}</Combobox.Status>
      <Combobox.List aria-busy={isPending}>
        {(choice: Choice) => <Option key={choice.id} choice={choice} now={found.now} />}
      </Combobox.List>
      {hasMore && (
        <button type="button" className="item more" onClick={showMore}>
          Show more
        </button>
      )}
      <Ways scope={scope} app={app} broken={choices.filter((choice) => !choice.isUsable)} onAdd={onAdd} />
    </>
  );
}

function emptyWords({ choices, total, isPending, refusal }: Choices, app: string, q: string): string | null {
  if (refusal) return refusal.message;
  if (choices.length > 0 || isPending) return null;
  return total === 0 || q.trim() === ''
    ? `No ${app} credential is here yet.`
    : `No ${app} credential matches “${q.trim()}”.`;
}

function Option({ choice, now }: { choice: Choice; now: number }) {
  return (
    <Combobox.Item className="item" value={choice} disabled={!choice.isUsable}>
      <Mark state={choice.state} />
      <span className="grow shrink">
        <span className="block clip medium">{choice.name}</span>
        <span className="block muted small clip">{choiceWords(choice, now)}</span>
        <span className="sr">{choice.isUsable ? stateWords[choice.state] : 'Cannot be chosen'}</span>
      </span>
    </Combobox.Item>
  );
}

const repairsMax = 2;

interface WaysProps extends Pick<PickerListProps, 'scope' | 'app' | 'onAdd'> {
  broken: readonly Choice[];
}

/** Ways out of the list: to what is broken, and to a new one. */
function Ways({ scope, app, broken, onAdd }: WaysProps) {
  const repairs = broken.slice(0, repairsMax);
  if (repairs.length === 0 && !onAdd) return null;
  return (
    <>
      <hr />
      {repairs.map((choice) => (
        <Link
          key={choice.id}
          className="item way bad"
          href={credentialHref(scope, { component: app.id, id: choice.id })}
        >
          <Icon of={Wrench} />
          <span className="clip">
            {choice.state === 'reconnect' ? 'Reconnect' : 'Repair'} {choice.name}
          </span>
        </Link>
      ))}
      {onAdd && (
        <button type="button" className="item way" onClick={onAdd}>
          <Icon of={Plus} />
          Add new credential
        </button>
      )}
    </>
  );
}
