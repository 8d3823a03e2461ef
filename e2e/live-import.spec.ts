import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { keyLineOf, linesTo } from '#lib/live-imports/testing.ts';
import { button, dialogOf, hasVisibleFocus, listening, open, rowOf, tabTo } from './forms.ts';
import { hold, letGo } from './live-runs.ts';
import { join, newPerson } from './people.ts';
import { liveRows } from './seed.ts';
import { elsewhere, expect, test } from './test.ts';

const planted = 'planted-secret-4711';
const lines = (page: Page) => page.getByRole('region', { name: 'Lines of the file' });

const choose = (page: Page, content: string, name = 'connections.jsonl') =>
  page
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });

test('a file of connections comes in, and each line says what became of it', async ({ page, base, ctx }) => {
  test.setTimeout(120_000);
  await open(page, `${base}/consumers`);
  await page.getByRole('link', { name: 'Import connections' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Import connections');
  await expect(page.getByText('Import only a file from a source you trust.')).toBeVisible();
  await listening(page);
  const bad = `{"consumer_id":"x","settings":{"api_key":"${planted}"`;
  await choose(page, `${linesTo(130)}${bad}\n${keyLineOf(7, planted)}\n`);
  await page.waitForURL(`${base}/consumers/import/imp_*`);
  const address = page.url();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('connections.jsonl');
  await expect(page.getByText(/: 130 created, 1 updated, 1 refused\.$/)).toBeVisible({ timeout: 30_000 });
  await expect(lines(page).locator('tbody tr')).toHaveCount(100);
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(page).toHaveURL(`${address}?after=100`);
  await expect(lines(page).locator('tbody tr')).toHaveCount(32);

  await page.getByRole('link', { name: 'Refused 1', exact: true }).click();
  await expect(page).toHaveURL(`${address}?outcome=refused`);
  await expect(lines(page).locator('tbody tr')).toHaveCount(1);
  await expect(lines(page)).toContainText('This line is not JSON.');
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download refused lines' }).click();
  const told = readFileSync(await (await download).path(), 'utf8');
  expect(
    told
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line)),
  ).toEqual([{ line: 131, consumer: '', connection: '', code: 'INPUT_INVALID', message: 'This line is not JSON.' }]);
  expect((await page.content()) + told).not.toContain(planted);

  await page.getByRole('link', { name: 'Updated 1', exact: true }).click();
  await rowOf(page, 'consumer-7').getByRole('link', { name: 'ecommerce+stripe' }).click();
  await expect(page).toHaveURL(new RegExp(`^${base}/credentials/stripe/crd_`));
  expect(await liveRows(ctx)).toHaveLength(130);

  await open(page, `${base}/consumers/import`);
  await expect(rowOf(page, 'connections.jsonl')).toContainText('130 created, 1 updated, 1 refused');
  await page.goto(`${base}/activity?kind=import`);
  for (const words of ['began to import connections from', 'imported the connections of'])
    await expect(rowOf(page, words).first()).toBeVisible();
});

test('while it goes on it shows how far it is, and is stopped', async ({ page, base, ctx }) => {
  test.setTimeout(120_000);
  await open(page, `${base}/consumers/import`);
  const held = hold(ctx, 50);
  await choose(page, linesTo(3_000));
  await page.waitForURL(`${base}/consumers/import/imp_*`);
  await held;
  await expect(page.getByText(/^Line [\d,]+ of 3,000: [\d,]+ created$/)).toBeVisible();
  await expect(page.getByRole('progressbar', { name: 'Importing' })).toHaveAttribute('max', '3000');
  const stored = (await liveRows(ctx)).length;
  expect(stored).toBeGreaterThanOrEqual(50);
  await listening(page);
  await button(page, 'Stop').click();
  await expect(dialogOf(page)).toContainText('What is imported by then stays.');
  await button(dialogOf(page), 'Stop this import').click();
  await expect(page.getByText(`Stopped after line ${stored.toLocaleString('en-GB')} of 3,000.`)).toBeVisible();
  expect(await liveRows(ctx)).toHaveLength(stored);
  await open(page, `${base}/consumers/import`);
  await expect(rowOf(page, 'connections.jsonl')).toContainText(`Stopped: ${stored.toLocaleString('en-GB')} created`);

  await choose(page, linesTo(3_000), 'again.jsonl');
  await page.waitForURL(`${base}/consumers/import/imp_*`);
  await expect(page.getByText(new RegExp(`created, ${stored.toLocaleString('en-GB')} unchanged\\.$`))).toBeVisible({
    timeout: 60_000,
  });
});

test('an import whose program ended waits, and goes on by itself', async ({ page, base, ctx }) => {
  await open(page, `${base}/consumers/import`);
  const held = hold(ctx, 0);
  await choose(page, linesTo(60));
  await page.waitForURL(`${base}/consumers/import/imp_*`);
  await held;
  await expect(page.getByRole('heading', { name: 'Importing' })).toBeVisible();
  await letGo(ctx);
  await expect(page.getByText(/: 60 created\.$/)).toBeVisible({ timeout: 30_000 });
});

test('a file that is not taken says why, and another may be chosen by the keyboard', async ({ page, base }) => {
  await open(page, `${base}/consumers/import`);
  await choose(page, '\n\n', 'empty.jsonl');
  const alert = page.getByRole('alert').filter({ hasText: 'IMP-100' });
  await expect(alert).toContainText('There is no line in this file.');
  await expect(page.getByText('empty.jsonl')).toBeVisible();
  await choose(page, 'x\n'.repeat(100_001), 'long.jsonl');
  await expect(page.getByRole('alert').filter({ hasText: 'TOO_LARGE' })).toContainText('more than 100,000 lines');
  const chooser = page.waitForEvent('filechooser');
  await tabTo(page, button(page, 'Choose a file'));
  expect(await hasVisibleFocus(page)).toBe(true);
  await page.keyboard.press('Enter');
  await (await chooser).setFiles({ name: 'one.jsonl', mimeType: '', buffer: Buffer.from(keyLineOf(1)) });
  await expect(page.getByText(/: 1 created\.$/)).toBeVisible({ timeout: 30_000 });
});

test('a builder does not import', async ({ browser, page, base, owner, place }) => {
  const bo = await newPerson('Bo Builder');
  await join(bo, owner, place, 'builder');
  await elsewhere(browser, bo, async (other) => {
    await open(other, `${base}/consumers`);
    await expect(other.getByRole('link', { name: 'Import connections' })).toHaveCount(0);
    await other.goto(`${base}/consumers/import`);
    await expect(other.getByRole('heading', { name: 'There is no such import here' })).toBeVisible();
  });
  await open(page, `${base}/consumers/import`);
  await expect(button(page, 'Choose a file')).toBeVisible();
});
