import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { openFlows } from '#lib/bson/read.ts';
import type { FlowItem } from '#lib/bson/flow.ts';
import { listFlows } from '#lib/flows/queries.ts';
import { deleteCredentials } from '#lib/trash/commands.ts';
import { newSigningKey } from '#lib/vault/signing.ts';
import { createWorkspace } from '#lib/workspaces/commands.ts';
import { act, uploaded } from './doors.ts';
import { container, flowItem, item, passphrase, previewFlow, upload, uploadFlow } from './files.ts';
import { pickerOf } from './flow-pages.ts';
import { plantFlow } from './flow-seed.ts';
import { button, dialogOf, open, tabTo, toastOf } from './forms.ts';
import { ctxOf, join, newPerson, newTenant, type Place } from './people.ts';
import { plant, restKey } from './seed.ts';
import { expect, signIn, test, watchConsole } from './test.ts';
import { world } from './world.ts';

const baseOf = ({ tenant, workspace }: Place): string => `${world().origin}/${tenant}/${workspace}`;
const stepRow = (dialog: Locator, name: string): Locator => dialog.getByRole('row', { name });

const means = (name: string, identifier = 'github-elsewhere') =>
  ({ identifier, name, environment: 'staging', authType: 'bearer' }) as const;

const github = (name: string, credential: FlowItem['steps'][number]['credential'] = null) => ({
  name,
  component: 'github',
  credential,
});

const flowFile = (steps: FlowItem['steps'], change = {}) =>
  container([flowItem('Order sync', steps)], { resourceType: 'flow', ...change });

/** Through the dialog of the builder to the file. */
async function exported(page: Page): Promise<Buffer> {
  await page.getByRole('button', { name: /^More/ }).click();
  await page.getByRole('menuitem', { name: 'Export' }).click();
  const dialog = dialogOf(page);
  await expect(dialog).toContainText('Export Flow');
  await expect(dialog).toContainText('No secret and no setting is in the file.');
  await dialog.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await dialog.getByLabel('Passphrase again').fill(passphrase);
  const downloaded = page.waitForEvent('download');
  await button(dialog, 'Export').click();
  const download = await downloaded;
  expect(download.suggestedFilename()).toMatch(/^northwind.*-operations-order-sync-\d{4}-\d\d-\d\d\.bson$/);
  return readFile(await download.path());
}

test('a flow goes to another tenant: one step by identifier, one by name, one by hand, one left open', async ({
  page,
  base,
  owner,
  place,
}) => {
  const there = await ctxOf(owner, place);
  const shared = 'rest-orders-of-both';
  const flowId = await plantFlow(there, 'Order sync', [
    {
      name: 'Read orders',
      component: 'rest',
      credential: await plant(there, 'Orders', { ...restKey, identifier: shared }),
    },
    { name: 'Fetch code', credential: await plant(there, 'Deploy token') },
    { name: 'Open issue', credential: await plant(there, 'Issue bot') },
    { name: 'Comment', credential: await plant(there, 'Review bot') },
  ]);
  await open(page, `${base}/flows/${flowId}`);
  const file = await exported(page);
  await expect(toastOf(page)).toContainText('Exported Order sync');
  for (const word of ['Order sync', 'Deploy token', shared, passphrase, restKey.secret.apiKey])
    expect(file.includes(word), word).toBe(false);
  const source = (async function* () {
    yield file;
  })();
  for await (const { item: flow } of openFlows(source, { kind: 'passphrase', passphrase }))
    expect(JSON.stringify(flow)).not.toMatch(/crd_|flw_|stp_|example-saas/);

  const other = await newTenant(owner, 'Contoso');
  const here = await ctxOf(owner, other);
  const orders = await plant(here, 'Orders of Contoso', { ...restKey, identifier: shared });
  const token = await plant(here, 'DEPLOY token');
  const bot = await plant(here, 'Contoso bot');
  const dialog = await previewFlow(page, baseOf(other), file);
  await expect(dialog).toContainText('from Northwind, Operations');
  await expect(dialog).toContainText('Signature holds');
  await expect(dialog.getByRole('heading', { name: '1 flow, 4 steps. 2 need a credential.' })).toBeVisible();
  await expect(stepRow(dialog, '1. Read orders')).toContainText('Same identifier');
  await expect(stepRow(dialog, '1. Read orders')).toContainText('Orders of Contoso');
  await expect(stepRow(dialog, '2. Fetch code')).toContainText('Same name');
  await expect(stepRow(dialog, '2. Fetch code')).toContainText('DEPLOY token');
  await expect(stepRow(dialog, '3. Open issue')).toContainText('Left open');

  await stepRow(dialog, '3. Open issue').getByRole('combobox').click();
  await pickerOf(page).getByRole('option', { name: 'Contoso bot' }).click();
  await expect(stepRow(dialog, '3. Open issue')).toContainText('Chosen here');
  await expect(dialog.getByRole('heading', { name: '1 flow, 4 steps. 1 needs a credential.' })).toBeVisible();
  await button(dialog, 'Create').click();
  await expect(dialog).toContainText('Order sync is here as a draft. 1 step needs a credential.');
  await dialog.getByRole('link', { name: 'Open Flow' }).click();

  await expect(page.getByRole('heading', { name: 'Order sync', level: 1 })).toBeVisible();
  await expect(page.locator('.stepcard', { hasText: 'Read orders' })).toContainText('Orders of Contoso');
  await expect(page.getByText('Step 4, Comment: Choose a credential of GitHub.')).toBeVisible();
  const { rows } = await listFlows(here, {});
  expect(rows).toMatchObject([{ name: 'Order sync', state: 'draft', steps: 4 }]);
  const detail = await act<{ steps: { credential: { id: string } | null }[] }>(
    'readFlow',
    other,
    { flowId: rows[0]?.id },
    owner.cookie,
  );
  if (!detail.ok) throw new Error(detail.message);
  expect(detail.value.steps.map((step) => step.credential?.id ?? null)).toEqual([orders, token, bot, null]);
});

test('each dialog answers the file of the other with the exact sentence', async ({ page, base }) => {
  const flows = await upload(page, base, await flowFile([]));
  await expect(flows.getByRole('alert')).toContainText('Importing resource type is flow. Cannot import.');
  await expect(flows.getByText('Importing resource type is flow. Cannot import.', { exact: true })).toBeVisible();
  await expect(flows.getByRole('alert')).toContainText('Choose a file of credentials. Nothing was stored.');

  const credentials = await uploadFlow(page, base, await container([item('Deploy token')]));
  const sentence = 'Importing resource type is credential. Cannot import.';
  await expect(credentials.getByText(sentence, { exact: true })).toBeVisible();
  await expect(credentials.getByRole('alert')).toContainText('IMP-201');
  await expect(credentials.getByRole('alert')).toContainText('Choose a file of flows. Nothing was stored.');
  await button(credentials, 'Choose another').click();
  await credentials.locator('input[type=file]').setInputFiles({
    name: 'cut.bson',
    mimeType: 'application/octet-stream',
    buffer: (await flowFile([])).subarray(0, -100),
  });
  await expect(credentials.getByRole('alert')).toContainText('Something went wrong! Please try again.');
  await expect(credentials.getByRole('alert')).toContainText('IMP-102');
});

test('identifiers that exist in another workspace only are not taken', async ({ page, base, owner, place }) => {
  const beside = await createWorkspace(await ctxOf(owner, place), { name: 'Staging', environment: 'staging' });
  await plant(await ctxOf(owner, beside), 'Deploy token', { identifier: 'github-beside' });
  const dialog = await previewFlow(
    page,
    base,
    await flowFile([github('Fetch code', means('Deploy token', 'github-beside'))]),
  );
  await expect(stepRow(dialog, '1. Fetch code')).toContainText('Left open');
  await expect(dialog.getByRole('heading', { name: '1 flow, 1 step. 1 needs a credential.' })).toBeVisible();
});

test('a name that is taken, an app that is not here, a credential that fails: all of it is said before', async ({
  page,
  base,
  ctx,
}) => {
  await plantFlow(ctx, 'ORDER sync', []);
  await plant(ctx, 'Deploy token', { state: 'failed' });
  const steps = [
    github('Fetch code', means('Deploy token')),
    { name: 'Archive', component: 'gone-app', credential: null },
  ];
  const dialog = await previewFlow(page, base, await flowFile(steps));
  await expect(dialog).toContainText('It is called “Order sync 2” here, because “Order sync” is taken.');
  await expect(stepRow(dialog, '1. Fetch code')).toContainText('It failed its last check.');
  await expect(stepRow(dialog, '2. Archive')).toContainText('Not in the catalogue here');
  await button(dialog, 'Leave open Fetch code').click();
  await expect(stepRow(dialog, '1. Fetch code')).toContainText('Left open');
  await button(dialog, 'Create').click();
  await expect(dialog).toContainText(
    'Order sync 2 is here as a draft. 1 step needs a credential, 1 step is of an app that is not here.',
  );
  await button(dialog, 'Done').click();
  await expect(page.getByRole('row', { name: /Order sync 2/ })).toBeVisible();
  await open(page, `${base}/activity`);
  await expect(page.getByRole('main')).toContainText('imported the flow');
});

test('what goes to the trash between preview and Create is shown again, and nothing is stored unseen', async ({
  page,
  base,
  ctx,
}) => {
  const bound = await plant(ctx, 'Deploy token');
  const chosen = await plant(ctx, 'Issue bot');
  const steps = [github('Fetch code', means('Deploy token')), github('Open issue')];
  const dialog = await previewFlow(page, base, await flowFile(steps));
  await stepRow(dialog, '2. Open issue').getByRole('combobox').click();
  await pickerOf(page).getByRole('option', { name: 'Issue bot' }).click();
  for (const [id, step] of [
    [chosen, '2. Open issue'],
    [bound, '1. Fetch code'],
  ] as const) {
    await deleteCredentials(ctx, [id]);
    await button(dialog, 'Create').click();
    await expect(dialog).toContainText('This is the plan as it is now.');
    await expect(stepRow(dialog, step)).toContainText('Left open');
    expect((await listFlows(ctx, {})).total).toBe(0);
  }
  await button(dialog, 'Create').click();
  await expect(dialog).toContainText('Order sync is here as a draft. 2 steps need a credential.');
});

test('a builder imports flows, confirms a signer for one file, and no credentials; a viewer neither', async ({
  base,
  owner,
  place,
  browser,
}) => {
  const builder = await newPerson('Bo Builder');
  await join(builder, owner, place, 'builder');
  const context = await browser.newContext();
  await signIn(context, builder);
  const page = await context.newPage();
  const errors = watchConsole(page);
  const signer = newSigningKey();
  for (const name of ['Order sync', 'Order sync 2']) {
    const dialog = await previewFlow(page, base, await flowFile([], { signer }));
    await expect(dialog).toContainText('Signer not known here');
    await expect(dialog).toContainText('It holds for this file.');
    await button(dialog, 'Create').click();
    await expect(dialog.getByRole('alert')).toContainText('Confirm who signed this file first.');
    await dialog.getByRole('checkbox', { name: /I compared this fingerprint/ }).check();
    await button(dialog, 'Create').click();
    await expect(dialog).toContainText(`${name} is here as a draft.`);
  }
  const uploadId = await uploaded(place, await container([item('Deploy token')]), builder.cookie);
  const input = { uploadId, passphrase };
  expect(await act('readImport', place, input, builder.cookie)).toMatchObject({ ok: false, code: 'FORBIDDEN' });
  expect(errors()).toEqual([]);
  await context.close();

  const viewer = await newPerson('Vera Viewer');
  await join(viewer, owner, place, 'viewer');
  for (const [action, given] of [
    ['readFlowFile', input],
    ['importFlow', { ...input, token: 'x', acceptSigner: true, bindings: [] }],
    ['exportFlow', { flowId: 'flw_1', sealing: { kind: 'installation' } }],
  ] as const)
    expect(await act(action, place, given, viewer.cookie)).toMatchObject({ ok: false, code: 'FORBIDDEN' });
  const watching = await browser.newContext();
  await signIn(watching, viewer);
  const list = await watching.newPage();
  await open(list, `${base}/flows`);
  await expect(list.getByRole('row', { name: /Order sync 2/ })).toBeVisible();
  await expect(list.getByRole('button', { name: /Import|Create/ })).toHaveCount(0);
  await list.keyboard.press('i');
  await expect(dialogOf(list)).toHaveCount(0);
  await watching.close();
});

test('a flow is imported without a mouse, on a small screen', async ({ page, base, owner, place }) => {
  await plant(await ctxOf(owner, place), 'Issue bot');
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, `${base}/flows`);
  const dialog = dialogOf(page);
  await page.keyboard.press('i');
  await expect(dialog).toContainText('Import Flow');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  // A chooser is heard of by who listens well before it opens.
  const choosing = page.waitForEvent('filechooser');
  await tabTo(page, button(page, 'Import Flow'));
  await page.keyboard.press('Enter');
  await expect(button(dialog, 'Upload')).toBeFocused();
  await page.keyboard.press('Enter');
  const buffer = await flowFile([github('Open issue')]);
  await (await choosing).setFiles({ name: 'a.bson', mimeType: 'application/octet-stream', buffer });
  await expect(dialog.getByLabel('Passphrase', { exact: true })).toBeFocused();
  await page.keyboard.type('not the passphrase');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('That passphrase does not open this file.')).toBeVisible();
  await page.keyboard.type(passphrase);
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('heading', { name: /^1 flow, 1 step/ })).toBeFocused();
  const picker = stepRow(dialog, '1. Open issue').getByRole('combobox');
  await tabTo(page, picker);
  await page.keyboard.press('Enter');
  await expect(pickerOf(page).getByRole('option', { name: 'Issue bot' })).toBeVisible();
  await page.keyboard.type('issue');
  await page.keyboard.press('Enter');
  await expect(stepRow(dialog, '1. Open issue')).toContainText('Chosen here');
  await expect(picker).toBeFocused();
  const sideways = await dialog.evaluate((box) => box.scrollWidth > box.clientWidth);
  expect(sideways).toBe(false);
  await tabTo(page, button(dialog, 'Create'));
  await page.keyboard.press('Enter');
  await expect(dialog).toContainText('Order sync is here as a draft.');
  await page.keyboard.press('Escape');
  await expect(button(page, 'Import Flow')).toBeFocused();
});
