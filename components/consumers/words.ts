import type { ConsumerDto } from '#lib/consumers/schema.ts';

/** What people call them: the tenant's product may have said it in one of several ways, or not at all. */
export const calledOf = ({ name, metadata }: Pick<ConsumerDto, 'name' | 'metadata'>): string | null =>
  [name, metadata.account_name, metadata.user_name].find((one) => one !== undefined && one.trim() !== '') ?? null;

/** What else is known of whom it is. */
export function otherWords(consumer: Pick<ConsumerDto, 'name' | 'metadata'>): string | null {
  const { account_name, user_name, email } = consumer.metadata;
  const called = calledOf(consumer);
  const others = [account_name, user_name, email].filter((one) => one !== undefined && one.trim() !== '');
  return [...new Set(others)].filter((one) => one !== called).join(', ') || null;
}

/** Of a deletion that a flow has stopped: what is gone by then, nobody keeps by closing what says so. */
export const stoppedWords = (isPartGone: boolean) =>
  isPartGone
    ? { consequence: 'Not everything was deleted.', close: 'Keep the rest' }
    : { consequence: 'Nothing was deleted.', close: 'Keep it' };
