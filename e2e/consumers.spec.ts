import type { Page } from '@playwright/test';
import { createConsumer } from '#lib/consumers/commands.ts';
import { getConsumer, listConsumers } from '#lib/consumers/queries.ts';
import { consumerPageSize, newConsumer } from '#lib/consumers/schema.ts';
import { makeConsumer } from '#lib/consumers/testing.ts';
import { makeConsumerToken } from '#lib/api-keys/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { button, dialogOf, open, rowOf, toastOf } from './forms.ts';
import { callApi } from './keys.ts';
import { join, newPerson } from './people.ts';
import { plant, tamper, use } from './seed.ts';
import { elsewhere, expect, test } from './test.ts';

/** A consumer with one credential. */
async function settle(ctx: WorkspaceCtx, externalId: string, name: string) {
  const consumer = await makeConsumer(ctx, externalId, `${externalId} & Co`);
  const credential = await plant(ctx, name);
  await tamper(ctx, credential, { consumerId: consumer.id });
  return { consumer, credential };
}

const openDelete = async (page: Page, typed: string) => {
  await button(page, 'Delete consumer').click();
  await dialogOf(page).getByLabel('Type the consumer id').fill(typed);
  await button(dialogOf(page), 'Delete for good').click();
};

test('consumers are found, looked at, and lead to what is theirs and back', async ({ page, base, ctx }) => {
  const { credential } = await settle(ctx, 'user-1', 'Their builds');
  await plant(ctx, 'Our builds');
  await settle(ctx, 'user-2', 'Other builds');
  await createConsumer(ctx, newConsumer.parse({ externalId: 'user-3', metadata: { email: 'ida@example.com' } }));
  await open(page, `${base}/credentials`);
  await page.getByRole('navigation', { name: 'Workspace' }).getByRole('link', { name: 'Consumers' }).click();
  await expect(page.locator('tbody tr')).toHaveCount(3);
  await page.getByRole('searchbox', { name: 'Search consumers' }).fill('IDA@');
  await expect(page).toHaveURL(/q=IDA/);
  await expect(page.locator('tbody tr')).toHaveCount(1);
  await expect(rowOf(page, 'user-3')).toContainText('ida@example.com');
  await page.getByRole('searchbox', { name: 'Search consumers' }).fill('nobody at all');
  await expect(page.getByText('No consumer matches “nobody at all”.')).toBeVisible();
  await page.getByRole('link', { name: 'Clear search' }).click();
  await expect(page.locator('tbody tr')).toHaveCount(3);

  await page.getByRole('link', { name: 'user-1', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('user-1');
  await expect(page.getByText('user-1 & Co').first()).toBeVisible();
  const table = page.getByRole('region', { name: 'Credentials of this consumer' });
  await expect(table.locator('tbody tr')).toHaveCount(1);
  await table.getByRole('link', { name: 'Their builds' }).click();
  await expect(page).toHaveURL(`${base}/credentials/github/${credential}`);
  await page.locator('.facts').getByRole('link', { name: 'user-1' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('user-1');
  await open(page, `${base}/credentials/github`);
  await expect(rowOf(page, 'Their builds')).toContainText('Consumer: user-1');
  await expect(rowOf(page, 'Our builds')).not.toContainText('Consumer:');
});

test('pages of consumers go on and back to the start', async ({ page, base, ctx }) => {
  for (let n = 0; n < consumerPageSize + 3; n += 1) await makeConsumer(ctx, `user-${n}`);
  await open(page, `${base}/consumers`);
  await expect(page.locator('tbody tr')).toHaveCount(consumerPageSize);
  await expect(page.getByText(`${consumerPageSize + 3} consumers`)).toBeVisible();
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(page.locator('tbody tr')).toHaveCount(3);
  await page.getByRole('link', { name: 'Back to start' }).click();
  await expect(page.locator('tbody tr')).toHaveCount(consumerPageSize);
  await open(page, `${base}/consumers?after=nonsense`);
  await expect(page.locator('tbody tr')).toHaveCount(consumerPageSize);
});

test('a token of theirs is revoked from their page', async ({ page, base, ctx }) => {
  const { consumer } = await settle(ctx, 'user-1', 'Their builds');
  const { token } = await makeConsumerToken(ctx, consumer.id);
  const status = async () => (await callApi('GET', '/v1/me', { key: token })).status;
  expect(await status()).toBe(200);
  await open(page, `${base}/consumers/${consumer.id}`);
  await page.getByRole('button', { name: /^Revoke khu_/ }).click();
  await dialogOf(page)
    .getByRole('button', { name: /^Revoke user token khu_/ })
    .click();
  await expect(page.getByText('None that is valid now.')).toBeVisible();
  expect(await status()).toBe(401);
});

test('deleting one asks for the id, names the flows in the way, and then takes everything', async ({
  page,
  base,
  ctx,
}) => {
  const { consumer, credential } = await settle(ctx, 'user-1', 'Their builds');
  await use(ctx, credential, 'Nightly');
  await open(page, `${base}/consumers/${consumer.id}`);
  const dialog = dialogOf(page);
  await openDelete(page, 'user-2');
  await expect(dialog).toContainText('That is not the id of this consumer.');
  await dialog.getByLabel('Type the consumer id').fill('user-1');
  await button(dialog, 'Delete for good').click();
  await expect(dialog.getByRole('heading')).toHaveText('user-1 is in use');
  await dialog.getByRole('list', { name: 'Active flows' }).getByRole('link', { name: 'Nightly' }).click();
  await expect(page).toHaveURL(/flows\?q=Nightly/);
  await page.getByRole('link', { name: 'Nightly' }).click();
  await button(page, 'Pause').click();
  await expect(page.getByText('Paused').first()).toBeVisible();
  expect(await getConsumer(ctx, consumer.id)).toMatchObject({ credentials: 1 });

  await open(page, `${base}/consumers/${consumer.id}`);
  await openDelete(page, 'user-1');
  await expect(toastOf(page).filter({ hasText: 'user-1 is deleted.' })).toContainText(
    'With 1 credential and 0 tokens.',
  );
  await expect(page).toHaveURL(`${base}/consumers`);
  await expect(page.getByRole('heading', { name: 'Nobody yet' })).toBeVisible();
  await page.goto(`${base}/credentials/github/${credential}`);
  await expect(page.getByRole('heading', { name: /^There is no/ })).toBeVisible();
  await open(page, `${base}/activity?kind=consumer`);
  await expect(page.locator('tbody')).toContainText('deleted the consumer user-1 for good');
});

test('the list is gone through by keys', async ({ page, base, ctx }) => {
  for (const id of ['user-1', 'user-2', 'user-3']) await makeConsumer(ctx, id);
  await open(page, `${base}/credentials`);
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Consumers');
  await expect(page.locator('tbody tr')).toHaveCount(3);
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox', { name: 'Search consumers' })).toBeFocused();
  await page.getByRole('searchbox', { name: 'Search consumers' }).blur();
  await page.keyboard.press('j');
  await expect(page.getByRole('link', { name: 'user-1', exact: true })).toBeFocused();
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('k');
  await expect(page.getByRole('link', { name: 'user-2', exact: true })).toBeFocused();
  await page.keyboard.press('?');
  await expect(dialogOf(page)).toContainText('Consumers');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('link', { name: 'user-2', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('user-2');
});

test('a builder looks, an admin deletes, a viewer finds nothing; another tenant’s is not there', async ({
  base,
  ctx,
  owner,
  place,
  browser,
}) => {
  const { consumer } = await settle(ctx, 'user-1', 'Their builds');
  const address = `${base}/consumers/${consumer.id}`;
  for (const [role, sees, deletes] of [
    ['admin', 1, 1],
    ['builder', 1, 0],
    ['viewer', 0, 0],
  ] as const) {
    const person = await newPerson('Jonas Lind');
    await join(person, owner, place, role);
    await elsewhere(browser, person, async (their) => {
      await their.goto(`${base}/consumers`);
      await expect(their.getByRole('searchbox', { name: 'Search consumers' })).toHaveCount(sees);
      await expect(their.getByRole('link', { name: 'Import connections' })).toHaveCount(deletes);
      await their.goto(address);
      await expect(their.getByText('Their builds')).toHaveCount(sees);
      await expect(button(their, 'Delete consumer')).toHaveCount(deletes);
      await expect(their.getByText('Tokens and sessions')).toHaveCount(deletes);
    });
  }
  expect((await listConsumers(ctx, {})).total).toBe(1);
});
