import { amount } from '#components/ui/words.ts';
import type { StateName } from '#components/ui/states.ts';
import type { DeliveryState } from '#lib/delivery-log/schema.ts';
import { everyType, eventTypes, type EventType } from '#lib/events/schema.ts';
import { failingDaysMax, type DisabledBecause, type EndpointDto, type MessageForm } from '#lib/webhooks/schema.ts';

/** What each event means to whoever listens. */
export const eventWords: Record<EventType, string> = {
  'vault.connection.created': 'A credential was made, connected or imported, or came back from the trash',
  'vault.connection.updated': 'A credential was changed, connected again or overridden',
  'vault.connection.disabled': 'Other software switched a connection off: nobody gets its token',
  'vault.connection.deleted': 'A credential went to the trash',
  'vault.connection.callable': 'A credential can be used that could not before',
  'vault.connection.revoked': 'Its access was revoked at the provider',
  'vault.connection.token_refresh.pending': 'A token could not be refreshed; it is tried again',
  'vault.connection.token_refresh.failed': 'A token cannot be refreshed any more: somebody has to sign in again',
  'vault.connection.token_refresh.recovered': 'A token is refreshed again',
  'credential.verification.failed': 'A check failed that passed before',
  'credential.verification.recovered': 'A check passed that failed before',
  'credential.expiring': 'A credential ends in 30, 7 or 1 days',
};

export const typesWords = (types: readonly string[]): string =>
  types.includes(everyType) ? 'All events' : `${types.length} of ${eventTypes.length} events`;

export const typeOptions = eventTypes.map((type) => ({ value: type, label: type }));

export const formWords: Record<MessageForm, string> = { standard: 'Standard Webhooks', apideck: 'Apideck' };

export const formHints: Record<MessageForm, string> = {
  standard: 'Verified with any Standard Webhooks or Svix library. It stays as it is once the webhook is made.',
  apideck: 'Envelope, headers and signature as Apideck sends them. It stays as it is once the webhook is made.',
};

export const stateWords: Record<EndpointDto['state'], string> = {
  delivering: 'Delivering',
  failing: 'Failing',
  disabled: 'Switched off',
};

const offWords: Record<DisabledBecause, string> = {
  person: stateWords.disabled,
  gone: 'Switched off: the receiver is gone',
  failing: `Switched off: failing for ${failingDaysMax} days`,
  unproven: 'Switched off: the first message did not arrive',
};

const offFixes: Record<DisabledBecause, string> = {
  person: 'Nothing is sent, and what happens meanwhile is not told. Switch it on to go on.',
  gone: 'It answered 410, which says that nobody listens there any more. Change the address, or switch it on again.',
  failing: 'Nothing has arrived for days. See the last tries below, mend the receiver, then switch it on again.',
  unproven:
    'Other software gave this address, and nobody took a message there. Send a test until it arrives, then switch it on.',
};

interface Standing {
  readonly mark: StateName;
  readonly words: string;
  /** What it means, and what to do. Null: nothing to do. */
  readonly fix: string | null;
}

export function standingOf({ state, disabledBecause }: EndpointDto): Standing {
  if (state === 'delivering') return { mark: 'passed', words: stateWords.delivering, fix: null };
  if (state === 'failing')
    return {
      mark: 'failed',
      words: stateWords.failing,
      fix: `Each event is tried ten times over three days. After ${failingDaysMax} days of nothing but failures the webhook is switched off.`,
    };
  const because = disabledBecause ?? 'person';
  return { mark: because === 'person' ? 'unverified' : 'failed', words: offWords[because], fix: offFixes[because] };
}

export const deliveryWords: Record<DeliveryState, string> = {
  due: 'Waiting',
  delivered: 'Delivered',
  dead: 'Given up',
};

export const deliveryMarks: Record<DeliveryState, StateName> = {
  due: 'unverified',
  delivered: 'passed',
  dead: 'failed',
};

const codeSentences: Readonly<Record<string, string>> = {
  'OUT-101': 'That address may not be called',
  'OUT-102': 'The host was not found',
  'OUT-103': 'The address is not public and not allowed',
  'OUT-105': 'Nothing answers there',
  'OUT-106': 'No answer within 20 seconds',
  'OUT-107': 'No secure connection was made',
  'OUT-108': 'The connection ended in the middle',
  'OUT-109': 'The answer is larger than is read',
  'OUT-110': 'It redirects, which is not followed',
  UNREADABLE: 'The signing secret cannot be opened',
};

/** What a try met, in a few words. */
export function metWords(code: string | null): string {
  if (code === null) return 'Not tried yet';
  if (code === 'delivered') return 'Arrived';
  return codeSentences[code] ?? (code.startsWith('HTTP ') ? `Answered ${code.slice(5)}` : code);
}

export const triesWords = (attempts: number): string => amount(attempts, 'try', 'tries');
