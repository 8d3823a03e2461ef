import { systemClock } from '#lib/clock.ts';
import { insertCredential, proven, saveVersion } from '#lib/credentials/commands.ts';
import { authoriseAddress, type Draft } from '#lib/credentials/model.ts';
import { freeName, requireRow } from '#lib/credentials/queries.ts';
import { authorise, type WorkspaceCtx } from '#lib/ctx.ts';
import { AppError, isAppError } from '#lib/errors.ts';
import { readValues, type Environment } from '#lib/environments/model.ts';
import { findEnvironment, requireEnvironment } from '#lib/environments/queries.ts';
import { refreshNow } from '#lib/grants/commands.ts';
import { handOut } from '#lib/handouts/commands.ts';
import { defaultEnvironment } from '#lib/names.ts';
import { requireApp } from '#lib/oauth-apps/queries.ts';
import { deleteCredentials } from '#lib/trash/commands.ts';
import { credentialsOf, draftOf, ownedName, type AppPlace } from './model.ts';
import { authenticationDto, requireAuthentication } from './queries.ts';
import type {
  AuthenticationChange,
  AuthenticationDto,
  FullAuthentication,
  NewAuthentication,
  VerifyWhen,
} from './schema.ts';

/**
 * Keeps what another system had: the consumer's where a token of theirs acts, else the tenant's own. It is checked after it
 * was stored, unless it is wanted before; then a failed one is not stored.
 * @returns its id
 */
export async function createAuthentication(
  ctx: WorkspaceCtx,
  input: NewAuthentication,
  verify: VerifyWhen = 'after',
): Promise<string> {
  authorise(ctx, 'credential.create');
  const environment = await requireEnvironment(ctx, input.serviceEnvironmentId);
  const draft = await readGiven(ctx, environment, input);
  const result = verify === 'before' ? await proven(ctx, draft, true) : null;
  const { component, authType } = draft;
  const facts = { component, authType, environment: defaultEnvironment, expiresAt: null };
  const saved = await named(ctx, component, input.name, (name) =>
    insertCredential(ctx, { ...facts, name }, draft, result, 'created'),
  );
  return saved.id;
}

/** Another name and another secret, all of it, under the same id and in the same environment. */
export async function replaceAuthentication(
  ctx: WorkspaceCtx,
  id: string,
  input: AuthenticationChange,
  verify: VerifyWhen = 'after',
): Promise<AuthenticationDto> {
  authorise(ctx, 'credential.update');
  const { app } = await requireAuthentication(ctx, id);
  const row = await requireRow(ctx, id);
  const environment = await findEnvironment(ctx, { ...row, appId: app?.id ?? null });
  if (!environment) throw new AppError('STATE_INVALID', 'The service of this authentication is not here any more.');
  const draft = await readGiven(ctx, environment, input);
  const result = verify === 'before' ? await proven(ctx, draft, true) : null;
  const reason = row.authType === 'oauth2' ? 'reconnected' : 'replaced';
  await named(ctx, row.component, input.name, (name) =>
    saveVersion(ctx, row, { ...draft, name, environment: row.environment, expiresAt: null, reason }, result),
  );
  return authenticationDto(ctx, await requireAuthentication(ctx, id));
}

/** To the trash; refused while an active flow uses it. */
export async function deleteAuthentication(ctx: WorkspaceCtx, id: string): Promise<void> {
  authorise(ctx, 'credential.delete');
  await requireAuthentication(ctx, id);
  await deleteCredentials(ctx, [id]);
}

/**
 * With its secret in clear, fresh. It is handed out as to any flow: written down before anybody sees it, and without what
 * refreshes it, which two can not use.
 */
export async function openAuthentication(ctx: WorkspaceCtx, id: string, isForced = false): Promise<FullAuthentication> {
  authorise(ctx, 'credential.use');
  const row = await requireAuthentication(ctx, id);
  const hasWaited = isForced && row.app !== null && row.isRefreshable === true;
  if (hasWaited) await refreshNow(ctx, id);
  const handed = await handOut(ctx, { id }, { hasWaited });
  return { ...authenticationDto(ctx, row), credentials: credentialsOf(row, handed, handed.expiresAt, systemClock()) };
}

async function readGiven(
  ctx: WorkspaceCtx,
  environment: Environment,
  { userData, credentials, scopes }: Pick<NewAuthentication, 'userData' | 'credentials' | 'scopes'>,
): Promise<Draft> {
  const values = readValues(environment, userData, credentials);
  if (scopes.length > 0 && !environment.method.oauth)
    throw new AppError('INPUT_INVALID', 'This environment has no scopes', { field: 'scopes' });
  const draft = draftOf({ environment, app: await appOf(ctx, environment), values, scopes, now: systemClock() });
  authoriseAddress(ctx, draft);
  return draft;
}

async function appOf(ctx: WorkspaceCtx, { app }: Environment): Promise<AppPlace | null> {
  if (!app) return null;
  const { clientId, audience } = await requireApp(ctx, app.id);
  return { clientId, audience };
}

const triesMax = 3;

/** These clients give two the same name. The first has it; behind that of another its owner is named, then a number. */
async function named<T>(
  ctx: WorkspaceCtx,
  component: string,
  wanted: string,
  save: (name: string) => Promise<T>,
): Promise<T> {
  for (let name = wanted, tries = 1; ; tries += 1) {
    try {
      return await save(name);
    } catch (error) {
      if (!isAppError(error, 'NAME_TAKEN') || tries === triesMax) throw error;
      const owned = ctx.limits?.consumerId ? ownedName(wanted, ctx.actor.label) : wanted;
      name = await freeName(ctx, component, owned);
    }
  }
}
