import type { AuthType, CredentialState, Settings } from '#db/schema/credentials.ts';
import { getComponent } from '#lib/catalog/catalog.ts';
import { audienceOf, parseSettings } from '#lib/catalog/input.ts';
import { findMethod, type AuthMethod, type Manifest } from '#lib/catalog/schema.ts';
import { minuteMs } from '#lib/clock.ts';
import { readMembers, readTokens, shownName, type Members } from '#lib/connection-members/model.ts';
import { nameSettings, outerName, ownFieldsOf } from '#lib/connectors/model.ts';
import type { Connector } from '#lib/connectors/schema.ts';
import { authoriseAddress, keepsSecret, type Draft } from '#lib/credentials/model.ts';
import type { Ctx } from '#lib/ctx.ts';
import { AppError } from '#lib/errors.ts';
import { timeText } from '#lib/grant-rows/model.ts';
import type { OpenedVersion } from '#lib/versions/queries.ts';
import type { ConnectionInput } from './schema.ts';

/** A connection as it is saved. */
export interface Current {
  readonly id: string;
  readonly name: string;
  readonly consumer: string;
  readonly connectionKey: string;
  readonly component: string;
  readonly authType: AuthType;
  readonly settings: Settings;
  readonly audience: readonly string[];
  readonly version: number;
  readonly revision: number;
  readonly state: CredentialState;
  readonly enabled: boolean;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly configuration: readonly unknown[];
  /** Of the tokens that were imported last. Null: there were none, or another secret came since. */
  readonly importHash: string | null;
  /** Of its tokens; null: it has none. */
  readonly generation: number | null;
  /** Its grant was taken back, or has ended and no token outlives it: only a person can give new ones. */
  readonly hasEnded: boolean;
  /** Null: its tokens are those that were saved. */
  readonly refreshedAt: number | null;
  /** Null: its seal does not hold. */
  readonly opened: OpenedVersion | null;
}

/** What decides beside the item itself. */
export interface Surroundings {
  readonly now: number;
  readonly environment: string;
  readonly apps: readonly {
    readonly component: string;
    readonly environment: string;
    readonly clientId: string;
    readonly audience: readonly string[];
  }[];
}

/** What an item says, after the manifest has read it. */
export interface Reading {
  /** Null: it says nothing about how one signs in, so that stays. */
  readonly draft: Draft | null;
  /** Null: it stays. */
  readonly metadata: Readonly<Record<string, unknown>> | null;
  /** The draft carries the saved tokens on. */
  readonly keepsTokens: boolean;
  /** When its tokens end, as that was sent. Null: nothing was said of it. */
  readonly saidEndsAt: number | null;
  readonly warnings: readonly string[];
}

interface Reader {
  readonly ctx: Ctx;
  readonly connector: Connector;
  readonly component: Manifest;
  readonly current: Current | null;
  readonly around: Surroundings;
}

/**
 * One item beside what is saved of its connection.
 * @throws AppError INPUT_INVALID naming what is missing or does not fit; SECRET_REQUIRED where a saved secret would go to
 *   another place; FORBIDDEN where the token of an OAuth app itself would; CAT-102 of the component
 */
export function readItem(item: ConnectionInput, reader: Omit<Reader, 'component'>): Reading {
  const members = readMembers(item);
  const { metadata } = members;
  const full: Reader = { ...reader, component: getComponent(reader.connector.component) };
  const isSilent = members.credentials === null && members.settings === null;
  if (isSilent && reader.current)
    return { draft: null, metadata, keepsTokens: false, saidEndsAt: null, warnings: members.warnings };
  const { draft, keepsTokens, saidEndsAt = null, warnings } = draftOf(members, full);
  return { draft, metadata, keepsTokens, saidEndsAt, warnings: [...members.warnings, ...warnings, ...draft.notices] };
}

interface Drafted {
  readonly draft: Draft;
  readonly keepsTokens: boolean;
  readonly saidEndsAt?: number | null;
  readonly warnings: readonly string[];
}

function draftOf(members: Members, reader: Reader): Drafted {
  const oauth = findMethod(reader.component, 'oauth2');
  if (members.credentials !== null) {
    if (oauth) return draftOfTokens(members.credentials, members.settings ?? {}, oauth, reader);
    throw missing(`${reader.component.name} does not sign in with tokens of OAuth. Send settings.`, ['settings']);
  }
  const settings = members.settings ?? {};
  if (oauth && reader.current?.authType === 'oauth2') {
    const named = nameSettings(oauth, settings);
    if (Object.keys(named.settings).length > 0) return draftOfKept(oauth, named, reader, true);
  }
  return draftOfSettings(settings, reader);
}

const missing = (message: string, fields: readonly string[]): AppError =>
  new AppError('INPUT_INVALID', message, { field: fields[0] ?? '', fields });

const ignored = (names: readonly string[]): string[] =>
  names.map((name) => `settings.${shownName(name)} was left out: nothing of that name is asked for here.`);

/** Long enough ago for every clock. */
const overMs = minuteMs;

/** Tokens come as a set: of those that were saved before, nothing stays. */
function draftOfTokens(
  credentials: Readonly<Record<string, unknown>>,
  settings: Readonly<Record<string, unknown>>,
  method: AuthMethod,
  { ctx, component, current, around }: Reader,
): Drafted {
  const tokens = readTokens(credentials, around.now);
  const named = nameSettings(method, settings);
  const { app, warning } = appFor(component, around);
  const canRefresh = app !== null && tokens.refreshToken !== null;
  // Nobody said how long it lives, so a fresh one is fetched before anybody uses it.
  const endsAt = tokens.endsAt ?? (canRefresh ? around.now - overMs : null);
  const secret = {
    accessToken: tokens.accessToken,
    ...(tokens.refreshToken !== null && { refreshToken: tokens.refreshToken }),
    ...(endsAt !== null && { expiresAt: timeText(endsAt) }),
  };
  const grants = method.oauth?.grants ?? [];
  const grantType = grants.includes('authorization_code') ? 'authorization_code' : grants[0];
  const raw = { ...ownSettings(method, current), ...named.settings, grantType, ...(app && { clientId: app.clientId }) };
  const draft = parsed(component, method, raw, { ...named.secret, ...secret });
  authoriseAddress(ctx, draft, current?.settings);
  const audience = [...new Set([...draft.audience, ...(app?.audience ?? [])])].toSorted();
  const warnings = [...tokens.warnings, ...ignored(named.unknown)];
  if (warning !== null && tokens.refreshToken !== null) warnings.push(warning);
  if (!canRefresh && endsAt !== null && endsAt <= around.now) warnings.push('The access token has ended already.');
  const { saidEndsAt } = tokens;
  return { draft: { ...draft, audience, hints: { scopesAsked: [] } }, keepsTokens: false, saidEndsAt, warnings };
}

/** What was typed of the saved connection, as far as it signs in this way. */
function ownSettings(method: AuthMethod, current: Current | null): Settings {
  if (current?.authType !== method.type) return {};
  const names = new Set(ownFieldsOf(method).map((field) => field.name));
  return Object.fromEntries(Object.entries(current.settings).filter(([name]) => names.has(name)));
}

/** Who refreshes: the only OAuth app of the component, or of several the one for this environment. */
function appFor({ id, name }: Manifest, { apps, environment }: Surroundings) {
  const all = apps.filter((app) => app.component === id);
  const own = all.length === 1 ? all : all.filter((app) => app.environment === environment);
  const [app] = own;
  if (app && own.length === 1) return { app, warning: null };
  const why =
    all.length === 0 ? `There is no OAuth app of ${name} here` : `Which OAuth app of ${name} it is for is not clear`;
  return { app: null, warning: `${why}: nobody can refresh these tokens.` };
}

/** Keys, logins and passwords: by the way of signing in that fits best what was sent. */
function draftOfSettings(given: Readonly<Record<string, unknown>>, reader: Reader): Drafted {
  const { component, current } = reader;
  const ways = component.authMethods.filter((one) => one.type !== 'oauth2');
  const own = ways.filter((one) => one.type === current?.authType);
  let best: { method: AuthMethod; misfits: number } | null = null;
  for (const method of [...own, ...ways.filter((one) => !own.includes(one))]) {
    const misfits = misfitsOf(method, given, current);
    if (best === null || misfits < best.misfits) best = { method, misfits };
  }
  const offersOauth = ways.length < component.authMethods.length;
  if (best === null || (offersOauth && Object.keys(given).length === 0))
    throw missing('Missing property credentials.access_token.', ['credentials.access_token']);
  return draftOfKept(best.method, nameSettings(best.method, given), reader, false);
}

function misfitsOf(method: AuthMethod, given: Readonly<Record<string, unknown>>, current: Current | null): number {
  const named = nameSettings(method, given);
  const saved = savedOf(method, current);
  const settings = { ...saved.settings, ...named.settings };
  const read = parseSettings(method, { settings, secret: { ...saved.secret, ...named.secret } });
  return named.unknown.length + (read.ok ? 0 : read.issues.length);
}

const savedOf = (method: AuthMethod, current: Current | null) =>
  current?.authType === method.type
    ? { settings: current.settings, secret: current.opened?.secret ?? {} }
    : { settings: {}, secret: {} };

/** What was sent in the place of what is saved; what was not sent stays, where it may go on being used. */
function draftOfKept(
  method: AuthMethod,
  named: ReturnType<typeof nameSettings>,
  { ctx, component, current, connector }: Reader,
  keepsTokens: boolean,
): Drafted {
  const saved = savedOf(method, current);
  const secret = { ...saved.secret, ...named.secret };
  const draft = parsed(component, method, { ...saved.settings, ...named.settings }, secret);
  const kept = Object.keys(saved.secret).filter((name) => !(name in named.secret) && name in draft.secret);
  const warnings = ignored(named.unknown);
  if (!current || kept.length === 0) return { draft, keepsTokens: false, warnings };
  authoriseAddress(ctx, draft, current.settings);
  if (!keepsSecret(draft, current))
    throw new AppError(
      'SECRET_REQUIRED',
      `The saved secret only ever goes where it was meant to go. You changed where or how it is sent, so send the secret of ${connector.serviceId} too.`,
      { fields: kept.map((name) => `settings.${outerName(name)}`) },
    );
  return { draft: { ...draft, audience: current.audience }, keepsTokens, warnings };
}

/** By the manifest, with every name as it is spelled outside. */
function parsed(
  component: Manifest,
  method: AuthMethod,
  settings: Readonly<Record<string, unknown>>,
  secret: Readonly<Record<string, unknown>>,
): Draft {
  const read = parseSettings(method, { settings, secret });
  if (read.ok)
    return {
      component: component.id,
      authType: method.type,
      settings: read.settings,
      secret: read.secret,
      notices: read.notices,
      audience: audienceOf(method, read.settings).toSorted(),
    };
  const managed = new Set(method.fields.filter((field) => field.managed).map((field) => field.name));
  const fields = read.issues.map(
    ({ field }) => `${managed.has(field) ? 'credentials' : 'settings'}.${outerName(field)}`,
  );
  const messages = read.issues.map(({ message }) => message);
  throw new AppError('INPUT_INVALID', fields.map((field, at) => `${field}: ${messages[at] ?? ''}`).join(' '), {
    field: fields[0] ?? '',
    fields,
    messages,
  });
}
