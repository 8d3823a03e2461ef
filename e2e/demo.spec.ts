import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import Database from 'better-sqlite3';
import { lighthouseKeys } from '../scripts/demo/lighthouse-keys.ts';
import { demoPeople } from '../scripts/demo/people.ts';
import { freePort } from '../scripts/vitest/server-process.ts';
import { upload } from './files.ts';
import { open, rowOf } from './forms.ts';
import {
  bootOnce,
  isAlive,
  newFolder,
  newSettings,
  pictureOf,
  removeFolder,
  startAndEnd,
  startProduct,
  type Product,
  type Settings,
} from './programs.ts';
import { filesBelow, findIn, findInFiles } from './scan.ts';
import { tryPassword } from './sign-in.ts';
import { expect, test, watchConsole } from './test.ts';

let folder: string;
let settings: Settings;

test.beforeEach(async () => {
  folder = newFolder();
  settings = { ...(await newSettings(folder)), LIGHTHOUSE_PORT: String(await freePort()) };
});
test.afterEach(() => removeFolder(folder));

/** What the terminal says that is kept nowhere: passwords by address, and the passphrase of the file. */
function secretsIn(said: string): Record<string, string> {
  const secret = String.raw`([a-z2-9]{6}(?:-[a-z2-9]{6}){3})`;
  const passwords = [...said.matchAll(new RegExp(String.raw`(\S+@\S+\.example) +${secret}`, 'g'))];
  const passphrase = new RegExp(`passphrase ${secret}`).exec(said)?.[1] ?? '';
  return { ...Object.fromEntries(passwords.map(([, email, password]) => [email, password])), passphrase };
}

function countsIn(dataDir: string): (statement: string) => Record<string, number> {
  return (statement) => {
    const db = new Database(join(dataDir, 'keyhaven.db'), { readonly: true });
    try {
      const rows = db.prepare(statement).raw().all() as [string, number][];
      return Object.fromEntries(rows);
    } finally {
      db.close();
    }
  };
}

/** As the programs were given it. */
const allowLineOf = (product: Product, word: string): string | undefined =>
  readFileSync(`/proc/${product.pidOf(word)}/environ`, 'utf8')
    .split('\0')
    .find((line) => line.startsWith('OUTBOUND_ALLOW='));

test('a demo is a world with everything in it, and is started again as it was left', async ({ page, browser }) => {
  test.setTimeout(180_000);
  const errors = watchConsole(page);
  const product = await startProduct(settings, ['--demo']);
  const said = product.said();
  const secrets = secretsIn(said);
  const pids = ['next', 'engine.ts', 'saas.ts'].map((word) => product.pidOf(word) ?? 0);
  try {
    expectEverything(settings.DATA_DIR);
    expect(said).toContain(`OUTBOUND_ALLOW=127.0.0.1:${settings['LIGHTHOUSE_PORT']}`);
    for (const word of ['next', 'engine.ts'])
      expect(allowLineOf(product, word)).toBe(`OUTBOUND_ALLOW=127.0.0.1:${settings['LIGHTHOUSE_PORT']}`);
    expect(said).not.toContain('/setup?token=');

    for (const { email } of Object.values(demoPeople)) {
      expect((await tryPassword(email, secrets[email] ?? '', { origin: product.origin })).cookie).not.toBeNull();
      expect(said.split(secrets[email] ?? '')).toHaveLength(2);
    }
    await signInAs(page, product, secrets);
    await verifyForReal(page, product);
    await importSample(page, product, join(settings.DATA_DIR, 'samples', 'contoso.bson'), secrets['passphrase'] ?? '');
    expect(errors()).toEqual([]);
  } finally {
    await product.stop();
  }
  expect(pids.filter(isAlive)).toEqual([]);
  const shownOnce = findIn('what was said later', Buffer.from(product.said().slice(said.length)), secrets);
  expect([...shownOnce, ...findInFiles(filesBelow(folder), secrets)]).toEqual([]);

  const before = pictureOf(folder);
  const again = startAndEnd(settings, { words: ['scripts/serve.ts', '--demo'] });
  expect(again).toMatchObject({ code: 1, said: expect.stringContaining('npm start -- --lighthouse') });
  expect(again.said.split('\n')).toHaveLength(1);
  expect(pictureOf(folder)).toEqual(before);

  const resumed = await startProduct({ ...settings, LIGHTHOUSE_PORT: undefined }, ['--lighthouse']);
  try {
    expect(findIn('what a later start says', Buffer.from(resumed.said()), secrets)).toEqual([]);
    const context = await browser.newContext();
    const later = await context.newPage();
    await signInAs(later, resumed, secrets);
    await verifyNow(later, resumed, 'Returns desk', 'Lighthouse says that this key was revoked.');
    await context.close();
  } finally {
    await resumed.stop();
  }
});

function expectEverything(dataDir: string): void {
  const count = countsIn(dataDir);
  expect(count('select name, 1 from tenants')).toEqual({ Northwind: 1, Contoso: 1 });
  expect(count('select name, 1 from workspaces')).toEqual({ Operations: 1, Staging: 1, Integrations: 1 });
  expect(count('select role, count(*) from members group by role')).toEqual({
    owner: 2,
    admin: 2,
    builder: 1,
    viewer: 1,
  });
  expect(count('select role, count(*) from invites group by role')).toEqual({ builder: 1 });
  const states = count('select state, count(*) from credentials where deleted_at is null group by state');
  expect(Object.keys(states).toSorted()).toEqual(['failed', 'not_testable', 'passed', 'unreadable', 'unverified']);
  const soon = Date.now() + 14 * 86_400_000;
  expect(count(`select 'soon', count(*) from credentials where expires_at < ${soon}`)['soon']).toBe(1);
  expect(count('select name, 1 from credentials where deleted_at is not null')).toEqual({ 'Partner portal': 1 });
  expect(count('select name, version from credentials where version > 2')).toEqual({ 'Support desk': 3 });
  const days = count("select 'days', count(distinct at / 86400000) from verifications");
  expect(days['days']).toBeGreaterThanOrEqual(30);
  expect(
    count("select name, count(*) from credentials where component = 'lighthouse' and state = 'failed' group by name"),
  ).toEqual({ 'Returns desk': 1, 'Read-only reports': 1, 'Load test': 1 });
  expect(count('select state, count(*) from flows group by state')).toEqual({ active: 3, paused: 1, draft: 1 });
  expect(
    count(
      `select f.name, count(*) from flow_steps s join flows f on f.id = s.flow_id
       left join uses u on u.step_id = s.id where u.step_id is null group by f.name`,
    ),
  ).toEqual({ Escalations: 1 });
}

async function signInAs(page: Page, { origin }: Product, secrets: Record<string, string>): Promise<void> {
  const { email } = demoPeople.mara;
  await open(page, `${origin}/sign-in`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(secrets[email] ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).not.toHaveURL(/sign-in/);
}

async function verifyNow(page: Page, { origin }: Product, name: string, said: string): Promise<void> {
  await open(page, `${origin}/northwind/operations/credentials/lighthouse`);
  await rowOf(page, name).getByRole('link', { name }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
  await page.getByRole('button', { name: 'Verify now' }).click();
  await expect(page.getByText(said).first()).toBeVisible();
}

/** The product asks Lighthouse itself: what is revoked there fails here. */
async function verifyForReal(page: Page, product: Product): Promise<void> {
  const lighthouse = `http://127.0.0.1:${settings['LIGHTHOUSE_PORT']}/`;
  const { key } = lighthouseKeys.supportDesk;
  await verifyNow(page, product, 'Support desk', 'Mara Okafor checked it: passed');
  await page.goto(lighthouse);
  await page.getByRole('button', { name: `Revoke ${key}` }).click();
  await expect(page.getByRole('button', { name: `Restore ${key}` })).toBeVisible();
  await verifyNow(page, product, 'Support desk', 'Lighthouse says that this key was revoked.');
}

/** The file of Contoso at Northwind: one is new, one has a name that is there, one an identifier. */
async function importSample(page: Page, { origin }: Product, file: string, passphrase: string): Promise<void> {
  const dialog = await upload(page, `${origin}/northwind/operations`, file);
  await dialog.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await dialog.getByRole('button', { name: 'Unlock' }).click();
  for (const words of ['Field service', 'Same name', 'Same identifier'])
    await expect(dialog.getByText(words, { exact: true }).first()).toBeVisible();
}

test('a start says that the folder of components is none', () => {
  const { code, said } = startAndEnd({ ...settings, COMPONENTS_DIR: join(folder, 'nowhere') });
  expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining('COMPONENTS_DIR=') });
  expect(pictureOf(folder)).toEqual({});
});

test.describe('a demo is refused', () => {
  /** One line, and nothing changed. */
  function expectRefusal(change: Record<string, string>, ...words: readonly (string | RegExp)[]): void {
    const before = pictureOf(folder);
    const { code, said } = startAndEnd({ ...settings, ...change }, { words: ['scripts/serve.ts', '--demo'] });
    expect(code, said).toBe(1);
    expect(said.split('\n'), said).toHaveLength(1);
    for (const word of words) expect(said).toMatch(word);
    expect(pictureOf(folder)).toEqual(before);
  }

  test('on the data of somebody', () => {
    bootOnce(settings);
    expectRefusal({}, settings.DATA_DIR, 'not empty', 'DATA_DIR=data-demo npm start -- --demo');
  });

  test('in a folder with anything in it', () => {
    mkdirSync(settings.DATA_DIR);
    writeFileSync(join(settings.DATA_DIR, 'letter'), 'mine');
    expectRefusal({}, settings.DATA_DIR, 'not empty');
  });

  test('on PostgreSQL', () => expectRefusal({ DATABASE_URL: 'postgres://127.0.0.1:1/v' }, 'without DATABASE_URL'));

  test('with the root key of somebody', () =>
    expectRefusal({ KEY_FILE: join(folder, 'root.key') }, 'without KEY_FILE'));

  test('with components of somebody', () => expectRefusal({ COMPONENTS_DIR: folder }, 'without COMPONENTS_DIR'));

  test('where the port of Lighthouse is taken, or is the dashboard’s', async () => {
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(Number(settings['LIGHTHOUSE_PORT']), '127.0.0.1', resolve));
    expectRefusal({}, 'is taken', /LIGHTHOUSE_PORT=\d+ npm start -- --demo/);
    await new Promise((resolve) => squatter.close(resolve));
    expectRefusal({ LIGHTHOUSE_PORT: settings.PORT }, 'is taken');
  });

  test('at a port that is none', () => expectRefusal({ LIGHTHOUSE_PORT: 'http' }, /port/i));

  test('again, where there is none', () => {
    const { code, said } = startAndEnd(settings, { words: ['scripts/serve.ts', '--lighthouse'] });
    expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining('npm start -- --demo') });
  });
});
