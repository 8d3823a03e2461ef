import { expect, type Page } from '@playwright/test';
import { createKey } from '#lib/api-keys/commands.ts';
import { scopes } from '#lib/access.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { world } from './world.ts';

export interface VaultSession {
  readonly uri: string;
  /** Of the key it was made with: revoking that ends it. */
  readonly keyId: string;
}

/** A session for a consumer, as the server of a tenant's product makes one. */
export async function newSession(ctx: WorkspaceCtx, body: object = {}, consumer = 'ada-shop'): Promise<VaultSession> {
  const { token, key } = await createKey(ctx, { name: 'Product', scopes: [...scopes], expiresAt: null });
  const response = await fetch(`${world().apiOrigin}/vault/sessions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'x-apideck-app-id': ctx.workspaceId,
      'x-apideck-consumer-id': consumer,
    },
    body: JSON.stringify({ consumer_metadata: { account_name: 'Ada’s shop' }, ...body }),
  });
  expect(response.status).toBe(200);
  const { data } = (await response.json()) as { data: { session_uri: string } };
  return { uri: data.session_uri, keyId: key.id };
}

/** Opens the page of a session, up to where its buttons work. */
export async function openVault(page: Page, { uri }: VaultSession): Promise<void> {
  await page.goto(uri);
  await page.locator('[data-hydrated]').waitFor();
}

export const cardOf = (page: Page, name: string) =>
  page.locator('.card', { has: page.getByRole('heading', { name, exact: true }) });

/** In a menu that is opened by its dots. */
export async function choose(page: Page, name: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `More for ${name}` }).click();
  await page.getByRole('menuitem', { name: item }).click();
}
