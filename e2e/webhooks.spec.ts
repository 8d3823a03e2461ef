import type { Locator, Page } from '@playwright/test';
import { and, eq } from 'drizzle-orm';
import { transact } from '#db/client.ts';
import { deliveries } from '#db/schema/webhooks.ts';
import { setEnvironment } from '#lib/batches/commands.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { getEndpoint } from '#lib/webhooks/queries.ts';
import { button, dialogOf, open, toastOf } from './forms.ts';
import { join, newPerson, newTenant, type Person } from './people.ts';
import { plant } from './seed.ts';
import { elsewhere, expect, test } from './test.ts';
import { world } from './world.ts';

const receiver = 'https://hooks.example-saas.com';
const answering = (status: number): string => `${receiver}/answers/${status}`;

async function createWebhook(page: Page, base: string, url: string): Promise<string> {
  await open(page, `${base}/settings/webhooks`);
  await button(page, 'New webhook').click();
  const dialog = dialogOf(page);
  await dialog.getByLabel('Address').fill(url);
  await button(dialog, 'Save').click();
  const secret = await dialog.getByLabel('Signing secret').inputValue();
  await button(dialog, 'Done').click();
  return secret;
}

const rowOf = (page: Page, type: string): Locator => page.locator('tbody tr', { hasText: type });

/** Something an event follows from. */
async function change(ctx: WorkspaceCtx, name = 'Orders'): Promise<void> {
  await setEnvironment(ctx, [await plant(ctx, name)], 'staging');
}

async function openFirst(page: Page, base: string): Promise<void> {
  await open(page, `${base}/settings/webhooks`);
  const href = await page.locator('tbody').getByRole('link').first().getAttribute('href');
  await open(page, `${world().origin}${href}`);
}

/** The rest of what can be done with a webhook. */
async function fromMore(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: /^More: / }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

/** The log as it is now, until it says so. */
async function untilLogged(page: Page, type: string, words: string): Promise<void> {
  await expect(async () => {
    await page.reload();
    await expect(rowOf(page, type)).toContainText(words, { timeout: 1_000 });
  }).toPass();
}

test('a webhook is made, tested, told, changed and deleted, and its secret is shown once', async ({
  page,
  base,
  ctx,
}) => {
  const secret = await createWebhook(page, base, answering(204));
  expect(secret).toMatch(/^whsec_/);
  await expect(page.locator('tbody tr')).toContainText('All events');
  await openFirst(page, base);
  expect(await page.content()).not.toContain(secret);
  await button(page, 'Send a test').click();
  const dialog = dialogOf(page);
  await button(dialog, 'Send').click();
  await expect(dialog.getByRole('status')).toContainText('It arrived: answered 204.');
  await button(dialog, 'Done').click();

  await change(ctx);
  await untilLogged(page, 'vault.connection.updated', 'Delivered');
  await page.getByRole('button', { name: /^More for evt_/ }).click();
  await page.getByRole('menuitem', { name: 'Show the tries' }).click();
  await expect(dialog.locator('tbody tr')).toContainText('Answered 204');
  await button(dialog, 'Close').last().click();

  await button(page, 'Edit').click();
  await dialog.getByLabel('Description').fill('Order desk');
  await dialog.getByLabel('All of them').uncheck();
  await button(dialog, 'Save').click();
  await expect(dialog).toContainText('Choose at least one.');
  await dialog.getByRole('checkbox', { name: /credential\.expiring/ }).check();
  await button(dialog, 'Save').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Order desk');
  await expect(page.locator('.texts')).toHaveText('credential.expiring');

  await button(page, 'Rotate').click();
  await button(dialog, 'Rotate').click();
  await expect(dialog.getByLabel('Signing secret')).not.toHaveValue(secret);
  await expect(dialog).toContainText('signature by the former secret too');
  await button(dialog, 'Done').click();
  await expect(page.getByText('The former one signs too')).toBeVisible();

  await fromMore(page, 'Delete');
  await button(dialog, 'Delete the webhook').click();
  await expect(page).toHaveURL(`${base}/settings/webhooks`);
  await expect(page.getByText('Nobody listens yet.')).toBeVisible();
  await open(page, `${base}/activity?kind=webhook`);
  for (const words of ['made', 'sent a test to', 'changed', 'rotated the signing secret of', 'switched off', 'deleted'])
    await expect(page.locator('tbody')).toContainText(`${words} the webhook`);
});

test('an address that may not be called is refused beside its field, with the line an operator must add', async ({
  page,
  base,
}) => {
  await open(page, `${base}/settings/webhooks`);
  await button(page, 'New webhook').click();
  const dialog = dialogOf(page);
  const field = dialog.locator('.field', { has: page.getByLabel('Address') });
  await button(dialog, 'Save').click();
  await expect(field).toContainText('An address is needed.');
  await dialog.getByLabel('Address').fill('https://10.20.30.40/hook');
  await button(dialog, 'Save').click();
  await expect(field).toContainText('OUTBOUND_ALLOW=10.20.30.40:443');
  await expect(dialog.getByLabel('Address')).toHaveValue('https://10.20.30.40/hook');
  await dialog.getByLabel('Address').fill('http://hooks.example.com/');
  await button(dialog, 'Save').click();
  await expect(field).toContainText('Only https addresses can be called.');
});

test('what was given up is seen, filtered and sent again', async ({ page, base, ctx }) => {
  await createWebhook(page, base, answering(500));
  await change(ctx);
  await openFirst(page, base);
  await untilLogged(page, 'vault.connection.updated', 'Answered 500');
  await expect(page.locator('.headline')).toContainText('Failing');
  await transact(async (tx) => {
    await tx
      .update(deliveries)
      .set({ state: 'dead', nextAttemptAt: null, leasedUntil: null })
      .where(and(eq(deliveries.tenantId, ctx.tenantId), eq(deliveries.workspaceId, ctx.workspaceId)));
  });
  await page.reload();
  await expect(page.getByText('1 event was given up.')).toBeVisible();
  await page.getByRole('button', { name: 'State' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Given up' }).click();
  await expect(page).toHaveURL(/state=dead/);
  await page.keyboard.press('Escape');
  await expect(page.locator('tbody tr')).toHaveCount(1);
  await button(page, 'Edit').click();
  await dialogOf(page).getByLabel('Address').fill(answering(200));
  await button(dialogOf(page), 'Save').click();
  await expect(toastOf(page).filter({ hasText: 'The webhook is changed.' })).toBeVisible();
  await button(page, 'Send all again').click();
  await expect(toastOf(page).filter({ hasText: '1 event is sent again.' })).toBeVisible();
  await expect(page.getByText('Nothing matches.')).toBeVisible();
  await page.getByRole('button', { name: 'Clear State' }).click();
  await expect(page).not.toHaveURL(/state=/);
  await untilLogged(page, 'vault.connection.updated', 'Delivered');
});

test('a receiver that is gone switches its webhook off; it is switched on by hand', async ({ page, base, ctx }) => {
  await createWebhook(page, base, answering(410));
  await change(ctx);
  await openFirst(page, base);
  await expect(async () => {
    await page.reload();
    await expect(page.locator('.result').first()).toContainText('the receiver is gone', { timeout: 1_000 });
  }).toPass();
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  await fromMore(page, 'Switch on');
  await expect(page.locator('.headline')).toContainText('Delivering');
  await fromMore(page, 'Switch off');
  await button(dialogOf(page), 'Switch off').click();
  await expect(page.locator('.headline')).toContainText('Switched off');
  expect(await getEndpoint(ctx, id)).toMatchObject({ disabledBecause: 'person' });
});

test('webhooks are for admins, and those of another tenant are not there', async ({
  page,
  base,
  owner,
  place,
  browser,
}) => {
  await createWebhook(page, base, answering(200));
  await openFirst(page, base);
  const path = new URL(page.url()).pathname.slice(`/${place.tenant}/${place.workspace}`.length);
  const stranger = await newPerson('Ida Berg');
  const theirs = await newTenant(stranger, 'Contoso');
  await elsewhere(browser, stranger, async (other) => {
    const own = await other.goto(`${world().origin}/${theirs.tenant}/${theirs.workspace}${path}`);
    expect(own?.status()).toBe(404);
    expect((await other.goto(page.url()))?.status()).toBe(404);
  });
  for (const [role, status] of [
    ['admin', 200],
    ['builder', 404],
    ['viewer', 404],
  ] as const) {
    const person: Person = await newPerson('Jonas Lind');
    await join(person, owner, place, role);
    await elsewhere(browser, person, async (their) => {
      for (const url of [`${base}/settings/webhooks`, page.url()])
        expect((await their.goto(url))?.status()).toBe(status);
    });
  }
});
