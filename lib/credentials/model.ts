import type { AuthType, Settings } from '#db/schema/credentials.ts';
import { filledNames, findMethod } from '#lib/catalog/schema.ts';
import { getComponent } from '#lib/catalog/catalog.ts';
import { audienceOf, parseSettings } from '#lib/catalog/input.ts';
import { dayMs } from '#lib/clock.ts';
import { may, type Ctx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import type { GrantHints } from '#lib/grant-rows/commands.ts';
import { isStorable } from '#lib/names.ts';
import { canonicalJson } from '#lib/json.ts';
import type { Verification } from '#lib/verify/verify.ts';
import {
  expiringDays,
  shownStates,
  tickDays,
  type CredentialState,
  type ShownState,
  type SavedDto,
  type Tick,
  type VerificationDto,
} from './schema.ts';

const stored: readonly string[] = ['passed', 'failed', 'not_testable', 'unverified', 'reconnect', 'unreadable'];
/** They say more than that an end is near. */
const broken: readonly string[] = ['failed', 'reconnect', 'unreadable'];

/** What is shown for a stored state. A state nobody knows is a damaged row, not a crash. */
export function shownState(state: string, expiresAt: number | null, now: number): ShownState {
  if (!stored.includes(state)) return 'unreadable';
  const own = state as CredentialState;
  const isExpiring = expiresAt !== null && expiresAt <= now + expiringDays * dayMs;
  return isExpiring && !broken.includes(own) ? 'expiring' : own;
}

const severity = (state: ShownState): number => shownStates.indexOf(state);

export const worstOf = (states: readonly ShownState[]): ShownState | null =>
  states.reduce<ShownState | null>(
    (worst, state) => (worst === null || severity(state) < severity(worst) ? state : worst),
    null,
  );

const sameAudience = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.toSorted().every((entry, index) => entry === b.toSorted()[index]);

/** A keyset cursor: the last row's sort key and id. */
export const cursorOf = (key: string, id: string): string =>
  Buffer.from(JSON.stringify([key, id])).toString('base64url');

export function parseCursor(text: string): { key: string; id: string } | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (!Array.isArray(value) || typeof value[0] !== 'string' || typeof value[1] !== 'string') return null;
    if (!isStorable(value[0]) || !isStorable(value[1])) return null;
    return { key: value[0], id: value[1] };
  } catch {
    return null;
  }
}

/** The last days of a credential or of a card, oldest first. One failure makes the day a failed one. */
export function ticksOf(
  days: readonly { day: number; outcome: 'passed' | 'failed' | 'not_testable' }[],
  today: number,
): Tick[] {
  const ticks = Array.from<Tick>({ length: tickDays }).fill('none');
  const weight: Record<Tick, number> = { none: 0, not_testable: 1, passed: 2, failed: 3 };
  for (const { day, outcome } of days) {
    const at = day - (today - tickDays + 1);
    const before = ticks[at];
    if (before !== undefined && weight[outcome] > weight[before]) ticks[at] = outcome;
  }
  return ticks;
}

/** What a form or a file says, after the manifest has read it. */
export interface Draft {
  readonly component: string;
  readonly authType: AuthType;
  readonly settings: Settings;
  readonly secret: Readonly<Record<string, string>>;
  readonly audience: readonly string[];
  /** What was tidied in what was typed, in words. */
  readonly notices: readonly string[];
  /** Of tokens a provider has just given. */
  readonly hints?: GrantHints;
}

export interface RawDraft {
  readonly component: string;
  readonly authType: AuthType;
  readonly settings: Settings;
  readonly secret: Readonly<Record<string, string>>;
}

/** A form says each message beside its field. A file has no form: it is told the first of them, and what helps. */
const messagesTold = 3;
const misfitFix = 'Export it again from an installation of this version, or create it here by hand.';

/** Reads input by the manifest. INPUT_INVALID names the fields; CAT-102 and NOT_FOUND speak of the component. */
export function readDraft(raw: RawDraft): Draft {
  const component = getComponent(raw.component);
  const method = findMethod(component, raw.authType);
  if (!method) {
    const message = `${component.name} has no way to sign in called ${raw.authType} here. ${misfitFix}`;
    throw new AppError('INPUT_INVALID', message, { fields: ['authType'] });
  }
  const parsed = parseSettings(method, raw);
  if (!parsed.ok) {
    const fields = parsed.issues.map((issue) => issue.field);
    const messages = parsed.issues.map((issue) => issue.message);
    const all = [...messages.slice(0, messagesTold), misfitFix].join(' ');
    throw new AppError('INPUT_INVALID', all, { fields, messages });
  }
  const { settings, secret, notices } = parsed;
  return { ...pickDraft(raw), settings, secret, notices, audience: audienceOf(method, settings).toSorted() };
}

export const sameSettings = (a: Settings, b: Settings): boolean => canonicalJson(a) === canonicalJson(b);

/** Whether a saved secret may go on being used: same destinations, and nothing that guards it on its way has changed. */
export function keepsSecret(
  draft: Omit<Draft, 'secret' | 'notices'>,
  row: { settings: Settings; audience: readonly string[] },
): boolean {
  const method = findMethod(getComponent(draft.component), draft.authType);
  const guards = method?.fields.filter((field) => field.guards) ?? [];
  const isGuarded = guards.every((field) => draft.settings[field.name] === row.settings[field.name]);
  if (!method || draft.authType !== 'oauth2') return isGuarded && sameAudience(draft.audience, row.audience);
  // Tokens may go to their provider's endpoints too, which is nothing the settings say.
  const wasSent = audienceOf(method, row.settings);
  return isGuarded && sameAudience(draft.audience, wasSent) && wasSent.every((one) => row.audience.includes(one));
}

/**
 * What was typed, beside the settings a sign-in has brought: who edits the others neither sees nor changes these. Tokens
 * that are typed too are a sign-in of their own.
 */
export function withSignIn(
  { component, authType }: Pick<RawDraft, 'component' | 'authType'>,
  typed: Settings,
  saved: Settings,
  hasTokens: boolean,
): Settings {
  const method = findMethod(getComponent(component), authType);
  if (!method?.oauth || hasTokens) return typed;
  const managed = method.fields.filter((field) => field.managed).map((field) => field.name);
  const names = new Set([...managed, ...filledNames(method)]);
  const typedAlone = Object.entries(typed).filter(([name]) => !names.has(name));
  return Object.fromEntries([...typedAlone, ...Object.entries(saved).filter(([name]) => names.has(name))]);
}

const isOfApp = (settings: Settings): boolean => settings['grantType'] === 'client_credentials';

/**
 * A token of the OAuth app itself is nobody's own: where it goes is for those to say who keep the app. An address that it
 * has already may stay. What an end user has is never the app's, wherever it would go.
 */
export function authoriseAddress(
  ctx: Ctx,
  draft: Pick<Draft, 'component' | 'authType' | 'settings'>,
  before?: Settings,
) {
  const method = findMethod(getComponent(draft.component), draft.authType);
  if (!method || !isOfApp(draft.settings)) return;
  if (before && isOfApp(before) && sameAudience(audienceOf(method, draft.settings), audienceOf(method, before))) return;
  const isEndUsers = Boolean(ctx.limits?.consumerId);
  if (method.audience.from === 'fixed' && !isEndUsers) return;
  if (may(ctx, 'oauth_app.update')) return;
  throw new AppError(
    'FORBIDDEN',
    'The token of an OAuth app itself would go to this address. Ask an owner or admin to save it.',
    { permission: 'oauth_app.update' },
  );
}

/** What a dry run is called that found no grant to ask with. */
const reconnectNeeded = 'reconnect_needed';

/** The columns a dry run decides. */
export const stateAfter = (result: Verification, now: number) => ({
  state: result.outcome === 'failed' && result.code === reconnectNeeded ? ('reconnect' as const) : result.outcome,
  stateCode: result.code,
  stateMessage: result.message,
  stateFix: result.fix,
  account: result.account,
  checkedAt: now,
});

/** The same columns where nothing has been proved yet. `verifyDueAt` null: nobody has asked for a check either. */
export const unproved = (verifyDueAt: number | null) => ({
  state: 'unverified' as const,
  stateCode: null,
  stateMessage: null,
  stateFix: null,
  account: null,
  checkedAt: null,
  verifyDueAt,
});

export const verificationDto = (result: Verification): VerificationDto => ({
  outcome: result.outcome,
  code: result.code,
  message: result.message,
  fix: result.fix,
  field: result.field,
  account: result.account,
  durationMs: Math.round(result.durationMs),
});

export const pickDraft = (row: Pick<RawDraft, 'component' | 'authType'>) => ({
  component: row.component,
  authType: row.authType,
});

export const targetOf = (row: { id: string; name: string }) => ({
  targetKind: 'credential',
  targetId: row.id,
  targetLabel: row.name,
});

export const savedDto = (
  row: { id: string; name: string; component: string },
  result: Verification | null,
  notices: readonly string[],
): SavedDto => ({
  id: row.id,
  name: row.name,
  component: row.component,
  verification: result === null ? null : verificationDto(result),
  notices,
});
