import type { AuthMethod, Manifest } from '#lib/catalog/schema.ts';
import type { Settings } from '#lib/catalog/input.ts';
import { namesIn } from '#lib/catalog/template.ts';

/** What is being checked, as far as words about it need to know. Nothing secret. */
export interface Subject {
  /** The app's name. */
  readonly app: string;
  /** What is sent, in the middle of a sentence: `API key`, `user and password`. */
  readonly what: string;
  readonly settings: Settings;
  /** What helps when the secret was not accepted. */
  readonly remedy: string;
  /** The field of the secret. */
  readonly secretField: string | null;
  /** The field that says where the app is; null when the manifest does. */
  readonly placeField: string | null;
}

export function subjectOf(component: Manifest, method: AuthMethod, settings: Settings): Subject {
  return {
    app: component.name,
    what: method.oauth ? 'access token' : inSentence(method.label),
    settings,
    remedy: method.oauth
      ? 'Access was taken back, or has ended. Reconnect it.'
      : 'Copy it again and paste it whole. It may also have expired or been revoked.',
    secretField: method.fields.find((field) => field.secret)?.name ?? null,
    placeField: placeOf(method),
  };
}

function placeOf({ audience }: AuthMethod): string | null {
  if (audience.from === 'url') return audience.field;
  if (audience.from === 'hostPort') return audience.host;
  return audience.from === 'template' ? (audience.destinations.flatMap(namesIn)[0] ?? null) : null;
}

/** `Bearer token` → `bearer token`, `API key` stays. */
const inSentence = (label: string): string =>
  /^\p{Lu}\p{Ll}/u.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
