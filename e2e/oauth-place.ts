import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { createOauthApp } from '#lib/oauth-apps/commands.ts';
import { appInput } from '#lib/oauth-apps/testing.ts';
import type { NewOauthApp } from '#lib/oauth-apps/schema.ts';
import type { Behaviour, Traffic } from './fakes/oauth/behaviour.ts';
import { button, dialogOf, fieldOf, openCreate } from './forms.ts';
import { plant, tamper, type Planted } from './seed.ts';
import { world } from './world.ts';

export const appName = 'OAuth 2.0 API';
/** A path of the API that takes a token of the world's authorization server. */
export const testPath = '/me-api';

/** The tenant's client at the world's authorization server. */
export async function plantApp(ctx: WorkspaceCtx, change: Partial<NewOauthApp> = {}): Promise<string> {
  const { authorizationUrl, tokenUrl, revocationUrl, clients, clientSecret } = world().oauth;
  const settings = { authorizationUrl, tokenUrl, revocationUrl };
  const client = { clientId: clients.web, clientSecret, settings, scopes: ['openid', 'read', 'write'], params: {} };
  return (await createOauthApp(ctx, appInput({ ...client, ...change }))).id;
}

/** How the authorization server behaves from now on, and what it has seen. */
export async function control(behaviour: Partial<Behaviour> = {}): Promise<{ traffic: Traffic }> {
  const response = await fetch(`${world().oauth.issuer}/_control`, {
    method: 'POST',
    body: JSON.stringify({ behaviour }),
  });
  return (await response.json()) as { traffic: Traffic };
}

/** What a person does on the server's own pages. Left alone they sign in as ada and allow everything. */
export async function consent(
  window: Page,
  { login = 'ada', without = [], deny = false }: { login?: string; without?: readonly string[]; deny?: boolean } = {},
): Promise<void> {
  await window.getByLabel('User').fill(login);
  await button(window, 'Sign in').click();
  for (const scope of without) await window.getByLabel(scope, { exact: true }).uncheck();
  await button(window, deny ? 'Deny' : 'Allow').click();
}

/** Nobody is signed in at the authorization server any more. */
export const signOutThere = (context: BrowserContext): Promise<void> =>
  context.clearCookies({ domain: new URL(world().oauth.issuer).hostname });

export const connectButton = (where: Page | Locator): Locator => button(where, `Connect with ${appName}`);

/** From the dashboard to a filled form of the generic component. */
export async function openConnect(page: Page, base: string, name = 'Orders API'): Promise<Locator> {
  const dialog = await openCreate(page, base, appName);
  await fillConnect(dialog, name);
  return dialog;
}

export async function fillConnect(form: Locator, name: string, baseUrl = world().oauth.issuer): Promise<void> {
  await fieldOf(form, 'Name').fill(name);
  await fieldOf(form, 'Base URL').fill(baseUrl);
  await fieldOf(form, 'Test path').fill(testPath);
  await expect(fieldOf(form, 'OAuth app')).toBeEnabled();
}

/** Presses, and answers the window that opens. */
export async function windowOf(page: Page, press: Locator): Promise<Page> {
  const [window] = await Promise.all([page.waitForEvent('popup'), press.click()]);
  return window;
}

/** A whole sign-in in its own window, up to where the person is asked. */
export async function connectIn(page: Page, dialog: Locator, person?: Parameters<typeof consent>[1]): Promise<Page> {
  const window = await windowOf(page, connectButton(dialog));
  await consent(window, person);
  return window;
}

export const useAccount = (window: Page): Promise<void> => button(window, 'Use this account').click();

export { dialogOf };

interface Issued {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** Tokens as if somebody had signed in and agreed. */
export async function newGrant(accountId = 'ada'): Promise<Issued> {
  const body = JSON.stringify({ count: 1, accountId, scope: 'openid read write' });
  const response = await fetch(`${world().oauth.issuer}/_control/grants`, { method: 'POST', body });
  const [issued] = (await response.json()) as Issued[];
  if (!issued) throw new Error('No grant was issued.');
  return issued;
}

/** A credential as connecting it would have left it. */
export async function plantConnected(
  ctx: WorkspaceCtx,
  name = 'Orders API',
  change: Partial<Planted> = {},
): Promise<string> {
  const { issuer, clients, allow } = world().oauth;
  const { accessToken, refreshToken } = await newGrant();
  const id = await plant(ctx, name, {
    component: 'oauth2',
    authType: 'oauth2',
    settings: {
      baseUrl: issuer,
      testPath,
      grantType: 'authorization_code',
      clientId: clients.web,
      scope: 'openid read write',
    },
    secret: { accessToken, refreshToken, expiresAt: new Date(Date.now() + 3_600_000).toISOString() },
    audience: [`http://${allow}`],
    ...change,
  });
  await tamper(ctx, id, { account: 'ada' });
  return id;
}
