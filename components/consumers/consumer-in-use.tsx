import { Link } from '#components/ui/link.tsx';
import { flowListHref } from '#components/flows/filters.ts';
import { flowsHref } from '#components/shell/hrefs.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Result } from '#components/ui/result.tsx';
import type { ConsumerDto } from '#lib/consumers/schema.ts';
import type { Refusal } from '#lib/result.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import { stoppedWords } from './words.ts';

interface ConsumerInUseProps {
  scope: Scope;
  consumer: ConsumerDto;
  refusal: Refusal;
  onClose: () => void;
}

/** A fact as its title, and the flows, each with the way to it. */
export function ConsumerInUse({ scope, consumer, refusal, onClose }: ConsumerInUseProps) {
  const [first, ...rest] = refusal.message.split(/(?<=\.)\s/);
  const { flows, gone } = refusal.detail;
  const { consequence, close } = stoppedWords(gone !== undefined);
  const names = Array.isArray(flows) ? flows.filter((one) => typeof one === 'string') : [];
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`${consumer.externalId} is in use`}
      consequence={consequence}
      actions={
        <Button variant="primary" onClick={onClose}>
          {close}
        </Button>
      }
    >
      <Result state="failed" title={first} fix={rest.join(' ')} />
      <ul className="texts" aria-label="Active flows">
        {names.map((name) => (
          <li key={name}>
            <Link href={flowListHref(flowsHref(scope), { q: name })}>{name}</Link>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
