import { everyType, eventTypes, type EventType } from '#lib/events/schema.ts';
import type { Refusal } from '#lib/result.ts';
import type { EndpointDto, MessageForm } from '#lib/webhooks/schema.ts';

/** What the form holds. */
export interface EndpointForm {
  url: string;
  description: string;
  form: MessageForm;
  isEvery: boolean;
  types: EventType[];
}

export const emptyForm: EndpointForm = { url: '', description: '', form: 'standard', isEvery: true, types: [] };

export const formOf = ({ url, description, form, types }: EndpointDto): EndpointForm => ({
  url,
  description,
  form,
  isEvery: types.includes(everyType),
  types: eventTypes.filter((type) => types.includes(type)),
});

/** As the server takes it. */
export const typesOf = ({ isEvery, types }: EndpointForm): [typeof everyType] | EventType[] =>
  isEvery ? [everyType] : types;

/** Beside which field a refusal is said. */
export const fieldOf = ({ detail }: Refusal): 'url' | 'root' => (detail['field'] === 'url' ? 'url' : 'root');
