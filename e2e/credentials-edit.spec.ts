import { Client } from 'pg';
import {
  dialogOf,
  fieldOf,
  fill,
  fromRowMenu,
  open,
  openCreate,
  postgresFields,
  saveButton,
  toastOf,
} from './forms.ts';
import { join, newPerson } from './people.ts';
import { liveRows, plant, restKey, tamper } from './seed.ts';
import { expect, signIn, test, watchConsole } from './test.ts';
import { world } from './world.ts';

test('an edit leaves the secret where it is: the app is asked with the saved one', async ({ page, base, ctx }) => {
  await plant(ctx, 'Orders', restKey);
  await open(page, `${base}/credentials/rest`);
  await fromRowMenu(page, 'Orders', 'Edit');
  const dialog = dialogOf(page);
  await expect(dialog.getByText('saved ••••')).toBeVisible();
  await expect(dialog.locator('input[type=password]')).toHaveCount(0);
  await fill(dialog, { 'Test path': '/v1/me?again', Environment: 'staging' });
  await saveButton(page).click();
  await expect(dialog).toBeHidden();
  await expect(toastOf(page)).toContainText('Saved Orders');
  const [row] = await liveRows(ctx);
  // Only the right key passes there, and nobody typed one.
  expect(row).toMatchObject({ state: 'passed', version: 2, environment: 'staging' });
  expect(row?.settings).toMatchObject({ testPath: '/v1/me?again' });
});

test('a secret that is replaced is proved first, and given up it stays', async ({ page, base, ctx }) => {
  const id = await plant(ctx, 'Deploy token');
  await open(page, `${base}/credentials/github/${id}`);
  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = dialogOf(page);
  await dialog.getByRole('button', { name: /^Replace/ }).click();
  await fill(dialog, { 'Personal access token': 'ghp_mistyped' });
  await saveButton(page).click();
  await expect(dialog.getByRole('alert')).toContainText('GitHub did not accept');
  await expect(fieldOf(dialog, 'Personal access token')).toHaveValue('ghp_mistyped');
  expect(await liveRows(ctx)).toMatchObject([{ version: 1, state: 'passed' }]);
  await dialog.getByRole('button', { name: 'Keep the saved one' }).click();
  await fill(dialog, { Name: 'Deploy token B' });
  await saveButton(page).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('heading', { name: 'Deploy token B', level: 1 })).toBeVisible();
  expect(await liveRows(ctx)).toMatchObject([{ name: 'Deploy token B', version: 1, state: 'passed' }]);
});

test('another host gets no saved password: it is asked for again, and nothing is sent before', async ({
  page,
  base,
  ctx,
}) => {
  const database = new Client({ ...world().postgres, database: 'postgres' });
  await database.connect();
  try {
    const dialog = await openCreate(page, base, 'PostgreSQL');
    const before = await signInsOf(database);
    await fill(dialog, { ...postgresFields(), Name: 'Orders' });
    await saveButton(page).click();
    await expect(dialog).toBeHidden();
    const ofOneCheck = (await signInsOf(database)) - before;
    expect(ofOneCheck).toBeGreaterThan(0);

    await open(page, `${base}/credentials/postgres`);
    await fromRowMenu(page, 'Orders', 'Edit');
    await expect(dialog.getByText('saved ••••')).toBeVisible();
    await fill(dialog, { Host: 'localhost' });
    await saveButton(page).click();
    await expect(dialog).toContainText('The saved secret only ever goes where it was meant to go.');
    await expect(fieldOf(dialog, 'Password')).toBeFocused();
    await expect(fieldOf(dialog, 'Host')).toHaveValue('localhost');
    expect(await liveRows(ctx)).toMatchObject([{ version: 1, settings: { host: world().postgres.host } }]);

    expect((await signInsOf(database)) - before).toBe(ofOneCheck);

    await fill(dialog, { Password: world().postgres.password });
    await saveButton(page).click();
    await expect(dialog).toBeHidden();
    expect(await liveRows(ctx)).toMatchObject([{ version: 2, state: 'passed', settings: { host: 'localhost' } }]);
    expect((await signInsOf(database)) - before).toBe(2 * ofOneCheck);
  } finally {
    await database.end();
  }
});

test('of two people editing, the second is told and loses nothing', async ({
  page,
  base,
  owner,
  place,
  browser,
  ctx,
}) => {
  const id = await plant(ctx, 'Orders', restKey);
  const colleague = await newPerson('Ines Duarte');
  await join(colleague, owner, place, 'admin');
  const context = await browser.newContext();
  await signIn(context, colleague);
  const other = await context.newPage();
  const errors = watchConsole(other);

  for (const one of [page, other]) {
    await open(one, `${base}/credentials/rest/${id}`);
    await one.getByRole('button', { name: 'Edit' }).click();
    await expect(dialogOf(one).getByText('saved ••••')).toBeVisible();
  }
  await fill(dialogOf(page), { Name: 'Orders of Mara' });
  await saveButton(page).click();
  await expect(dialogOf(page)).toBeHidden();

  const dialog = dialogOf(other);
  await fill(dialog, { Name: 'Orders of Ines', 'Test path': '/v1/me?ines' });
  await saveButton(other).click();
  await expect(dialog.getByRole('alert')).toContainText('Somebody changed this credential while you were editing.');
  const compared = dialog.getByRole('table', { name: 'Newest and yours' });
  await expect(compared.getByRole('row', { name: /^Name/ })).toContainText('Orders of Mara');
  await expect(compared.getByRole('row', { name: /^Name/ })).toContainText('Orders of Ines');
  await expect(fieldOf(dialog, 'Test path')).toHaveValue('/v1/me?ines');
  expect(await liveRows(ctx)).toMatchObject([{ name: 'Orders of Mara', settings: { testPath: '/v1/me' } }]);

  await dialog.getByRole('button', { name: 'Keep editing mine' }).click();
  await expect(fieldOf(dialog, 'Name')).toHaveValue('Orders of Ines');
  await saveButton(other).click();
  await expect(dialog).toBeHidden();
  expect(await liveRows(ctx)).toMatchObject([{ name: 'Orders of Ines', settings: { testPath: '/v1/me?ines' } }]);
  expect(errors()).toEqual([]);
  await context.close();
});

test('the second may take the newest instead', async ({ page, base, ctx }) => {
  const id = await plant(ctx, 'Orders', restKey);
  await open(page, `${base}/credentials/rest/${id}`);
  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = dialogOf(page);
  await fill(dialog, { Name: 'Mine' });
  await tamper(ctx, id, { name: 'Theirs', nameKey: 'theirs', revision: 2 });
  await saveButton(page).click();
  await dialog.getByRole('button', { name: 'Load the newest' }).click();
  await expect(fieldOf(dialog, 'Name')).toHaveValue('Theirs');
});

/** Sign-ins the server has counted: a connection is counted before it is gone from the list of those that are open. */
async function signInsOf(database: Client): Promise<number> {
  const open = `select count(*)::int as n from pg_stat_activity
    where backend_type = 'client backend' and pid <> pg_backend_pid()`;
  await expect.poll(() => numberOf(database, open)).toBe(0);
  return numberOf(database, 'select sum(sessions)::int as n from pg_stat_database');
}

async function numberOf(database: Client, query: string): Promise<number> {
  const { rows } = await database.query<{ n: number }>(query);
  return rows[0]?.n ?? 0;
}
