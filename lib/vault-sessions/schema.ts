import { z } from 'zod';
import { hourMs, dayMs, minuteMs, secondMs } from '#lib/clock.ts';
import { consumerMetadata, type ConsumerMetadata } from '#lib/consumers/schema.ts';
import { storableText } from '#lib/names.ts';

const sessionMsMax = 7 * dayMs;

const sessionActions = ['delete', 'disconnect', 'reauthorize', 'disable'] as const;
export type SessionAction = (typeof sessionActions)[number];

/** A page may lead there, so it is a web address and nothing that runs. Empty is what some clients send for "none". */
const webAddress = storableText(2_048)
  .transform((text) => text.trim())
  .refine((text) => text === '' || isWebAddress(text), 'An address begins with http:// or https://.');

function isWebAddress(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && ['http:', 'https:'].includes(url.protocol) && url.username === '' && url.password === '';
}

const unitMs = { s: secondMs, m: minuteMs, h: hourMs, d: dayMs, w: 7 * dayMs } as const;
type Unit = keyof typeof unitMs;
const isUnit = (text: string | undefined): text is Unit => text !== undefined && text in unitMs;

/** `30m`, `1h`, `1d`, `1w` in milliseconds. NaN: it is no length. */
function lengthMsOf(text: string): number {
  const [, n, unit] = /^(\d{1,9})([a-z])$/.exec(text.trim().toLowerCase()) ?? [];
  return isUnit(unit) ? Number(n) * unitMs[unit] : NaN;
}

const sessionLength = z
  .string()
  .refine((text) => lengthMsOf(text) > 0, 'A length of a session is written 30m, 1h, 1d or 1w.')
  .refine((text) => !(lengthMsOf(text) > sessionMsMax), 'A session is at most one week long.');

const flag = (fallback: boolean) =>
  z
    .boolean()
    .nullish()
    .transform((given) => given ?? fallback);

/** How the pages look for the consumer, and what they may do there. The names are those other software sends. */
const sessionSettings = z.object({
  unified_apis: z.array(storableText(60)).max(100).nullish(),
  hide_resource_settings: flag(false),
  sandbox_mode: flag(false),
  isolation_mode: flag(false),
  session_length: sessionLength.nullish().transform((text) => text ?? '1h'),
  show_logs: flag(true),
  show_suggestions: flag(false),
  show_sidebar: flag(true),
  auto_redirect: flag(false),
  hide_guides: flag(false),
  /** Not there: all of them. */
  allow_actions: z.array(z.enum(sessionActions)).max(sessionActions.length).nullish(),
});

const sessionTheme = z.object({
  favicon: webAddress.nullish(),
  logo: webAddress.nullish(),
  primary_color: storableText(60).nullish(),
  sidepanel_background_color: storableText(60).nullish(),
  sidepanel_text_color: storableText(60).nullish(),
  vault_name: storableText(200).nullish(),
  privacy_url: webAddress.nullish(),
  terms_url: webAddress.nullish(),
});

/** Everything may be missing. What is not named here is not for us, and left out. */
export const newSession = z.object({
  consumer_metadata: consumerMetadata.nullish().transform((given) => given ?? {}),
  redirect_uri: webAddress.nullish().transform((text) => text || null),
  settings: sessionSettings.nullish().transform((given) => given ?? sessionSettings.parse({})),
  theme: sessionTheme.nullish().transform((given) => given ?? {}),
});
export type NewSession = z.output<typeof newSession>;

export const sessionMs = (input: NewSession): number => lengthMsOf(input.settings.session_length);

/** What a session token says to the page that shows it, beside the times and the id every such token has. */
export interface SessionClaims {
  readonly application_id: string;
  readonly consumer_id: string;
  readonly redirect_uri: string | null;
  readonly settings: NewSession['settings'];
  readonly theme: NewSession['theme'];
  readonly consumer_metadata: ConsumerMetadata;
  readonly data_scopes: { readonly enabled: boolean };
  readonly attribution: { readonly hidden: boolean; readonly hideable: boolean };
}

/** Answered this once. */
export interface SessionDto {
  /** The token stands behind the `#`: browsers keep that to themselves. */
  readonly sessionUri: string;
  readonly sessionToken: string;
  readonly expiresAt: number;
}
