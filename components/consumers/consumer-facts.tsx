import { Copied } from '#components/ui/copied.tsx';
import { Facts, type Fact } from '#components/ui/facts.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Time } from '#components/ui/time.tsx';
import type { ConsumerDto } from '#lib/consumers/schema.ts';

/** What the tenant's product says of them, and since when they are here. */
export function ConsumerFacts({ consumer, now }: { consumer: ConsumerDto; now: number }) {
  const { id, externalId, name, metadata, isTest, createdAt, updatedAt } = consumer;
  const said: [term: string, value: string | undefined][] = [
    ['Name', name],
    ['Account', metadata.account_name],
    ['User', metadata.user_name],
    ['E-mail', metadata.email],
  ];
  const facts: Fact[] = [
    { term: 'Consumer id', value: <Copied text={externalId} name="the consumer id" />, mono: true },
    { term: 'Id', value: <Copied text={id} name="the id" />, mono: true },
    ...said.flatMap(([term, value]) => (value?.trim() ? [{ term, value }] : [])),
    ...(isTest ? [{ term: 'For tests', value: 'Yes' }] : []),
    { term: 'Since', value: <Time at={createdAt} now={now} dateOnly /> },
    { term: 'Changed', value: <Time at={updatedAt} now={now} /> },
  ];
  return (
    <Panel title="Identity">
      <Facts facts={facts} />
    </Panel>
  );
}
