import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { and, eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { exports } from '#db/schema/exports.ts';
import { sessions } from '#db/schema/users.ts';
import { inspect } from '#lib/bson/read.ts';
import type { ExportProgress } from '#lib/exports/schema.ts';
import { many } from '#lib/exports/testing.ts';
import { startSession } from '#lib/sessions/commands.ts';
import { act, fetchExport } from './doors.ts';
import { passphrase } from './files.ts';
import { button, dialogOf, open, rowOf, toastOf } from './forms.ts';
import { fromOwnPage } from './http.ts';
import { join, newPerson, newTenant, password, setMember, type Person, type Place } from './people.ts';
import { value } from './planted.ts';
import { plant } from './seed.ts';
import { expect, test } from './test.ts';
import { world } from './world.ts';

const everything = { scope: 'all', sealing: { kind: 'installation' }, reason: 'Move', password };

/** An export that is ready, of a workspace with something in it. */
async function started(person: Person, place: Place): Promise<string> {
  return value(await act<ExportProgress>('startExport', place, everything, person.cookie)).id;
}

const stateOf = async (id: string) =>
  (await read().select({ state: exports.state }).from(exports).where(eq(exports.id, id)))[0]?.state;

async function* bytesOf(file: Buffer) {
  yield file;
}

test('the history names the file, its reason and its digest; imports, activity and the palette lead there', async ({
  page,
  base,
  ctx,
}) => {
  await plant(ctx, 'Deploy token');
  await open(page, `${base}/imports`);
  await page.getByRole('navigation', { name: 'Files' }).getByRole('link', { name: 'Exports' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing was exported yet' })).toBeVisible();
  await button(page, 'Export the whole workspace').click();
  const dialog = dialogOf(page);
  await dialog.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await dialog.getByLabel('Passphrase again').fill(passphrase);
  await dialog.getByLabel('Reason').fill('Second site');
  await dialog.getByLabel('Your password').fill(password);
  const downloaded = page.waitForEvent('download');
  await button(dialog, 'Export').click();
  const bytes = await readFile(await (await downloaded).path());
  await expect(toastOf(page)).toContainText('Exported 1 credential');

  await page.reload();
  await expect(rowOf(page, '1 credential')).toContainText('Fetched');
  await rowOf(page, '1 credential').getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('.bson');
  const address = page.url();
  const main = page.getByRole('main');
  await expect(main).toContainText('by Mara Okafor: 1 credential.');
  await expect(main).toContainText('Second site');
  await expect(main).toContainText('A passphrase');
  await expect(main).toContainText(createHash('sha256').update(bytes).digest('hex'));
  const items = page.getByRole('region', { name: 'Items of the file' });
  await expect(items.getByRole('row', { name: /Deploy token/ })).toContainText('Version 1');
  await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link', { name: 'Exports' }).click();
  await page.getByRole('navigation', { name: 'Files' }).getByRole('link', { name: 'Imports' }).click();
  await expect(page).toHaveURL(`${base}/imports`);

  await open(page, `${base}/activity`);
  await rowOf(page, 'fetched the file of').getByRole('link', { name: '1 credential' }).click();
  await expect(page).toHaveURL(address);
  await open(page, `${base}/credentials`);
  await page.keyboard.press('ControlOrMeta+k');
  await dialogOf(page).getByRole('combobox').fill('open exports');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`${base}/exports`);
});

test('a file is fetched once, whole, by whoever asked for it and nobody else', async ({ owner, place, ctx }) => {
  await plant(ctx, 'Deploy token');
  const id = await started(owner, place);
  const [stranger, admin, viewer] = [await newPerson('Sam'), await newPerson('Jonas Lind'), await newPerson('Vera')];
  const elsewhere = await newTenant(stranger, 'Elsewhere');
  await join(admin, owner, place, 'admin');
  await join(viewer, owner, place, 'viewer');
  expect((await fetchExport(place, id, null)).status).toBe(401);
  expect((await fetchExport(place, id, 'A'.repeat(43))).status).toBe(401);
  for (const [at, person, status] of [
    [place, stranger, 404],
    [elsewhere, stranger, 404],
    [place, admin, 404],
    [place, viewer, 403],
  ] as const)
    expect((await fetchExport(at, id, person.cookie)).status).toBe(status);
  const another = await newSession(owner);
  expect((await fetchExport(place, id, another)).status, 'another session of the same person').toBe(404);
  for (const site of ['cross-site', 'same-site', 'none'])
    expect((await fetchExport(place, id, owner.cookie, { headers: { 'sec-fetch-site': site } })).status).toBe(403);
  expect((await fetchExport(place, id, owner.cookie, { headers: {} })).status).toBe(403);
  for (const method of ['HEAD', 'POST', 'PUT', 'DELETE', 'PATCH'])
    expect((await fetchExport(place, id, owner.cookie, { method, headers: fromOwnPage() })).status, method).toBe(405);
  for (const odd of ['..%2f..', '%00', 'x'.repeat(500), 'exp_none'])
    expect((await fetchExport(place, odd, owner.cookie)).status, odd).toBe(404);
  expect(await stateOf(id)).toBe('ready');

  const headers = { 'sec-fetch-site': 'same-origin', range: 'bytes=0-9' };
  const answer = await fetchExport(place, id, owner.cookie, { headers });
  expect(answer.status).toBe(200);
  expect(answer.headers).toMatchObject({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-type': 'application/octet-stream',
    'accept-ranges': 'none',
  });
  expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="[a-z0-9-]+\.bson"$/);
  expect(await inspect(bytesOf(answer.bytes))).toMatchObject({ count: 1 });
  const second = await fetchExport(place, id, owner.cookie);
  expect([second.status, JSON.parse(second.text)]).toMatchObject([410, { code: 'EXPORT_ENDED' }]);
});

test('of many requests at once one gets the file', async ({ owner, place, ctx }) => {
  await many(ctx, 90);
  const id = await started(owner, place);
  const answers = await Promise.all(Array.from({ length: 12 }, () => fetchExport(place, id, owner.cookie)));
  const statuses = answers.map(({ status }) => String(status)).toSorted();
  expect(statuses).toEqual(['200', ...Array<string>(11).fill('410')]);
  const fetches = await read()
    .select({ id: audit.id })
    .from(audit)
    .where(and(eq(audit.targetId, id), eq(audit.action, 'export.fetched')));
  expect(fetches).toHaveLength(1);
});

test('who has lost the session, the right or the time gets nothing any more', async ({ owner, place, ctx }) => {
  await plant(ctx, 'Deploy token');
  const admin = await newPerson('Jonas Lind');
  await join(admin, owner, place, 'admin');
  const demoted = await started(admin, place);
  await setMember(admin, owner, place, { role: 'builder' });
  expect((await fetchExport(place, demoted, admin.cookie)).status).toBe(403);
  await setMember(admin, owner, place, { role: 'admin' });
  await transact(async (tx) => {
    await tx.delete(sessions).where(eq(sessions.userId, admin.user.userId));
  });
  expect((await fetchExport(place, demoted, admin.cookie)).status).toBe(401);
  const late = await started(owner, place);
  await transact(async (tx) => {
    await tx.update(exports).set({ expiresAt: 1 }).where(eq(exports.id, late));
  });
  expect((await fetchExport(place, late, owner.cookie)).status).toBe(410);
});

test('who goes away in the middle has half a file, and the export says so', async ({ owner, place, ctx }) => {
  test.setTimeout(120_000);
  await many(ctx, 6_000);
  let progress = value(await act<ExportProgress>('startExport', place, everything, owner.cookie));
  while (progress.state === 'preparing')
    progress = value(await act<ExportProgress>('prepareExport', place, { id: progress.id }, owner.cookie));
  const gone = new AbortController();
  const response = await fetch(`${world().origin}/${place.tenant}/${place.workspace}/exports/${progress.id}/file`, {
    headers: { cookie: `keyhaven=${owner.cookie}`, 'sec-fetch-site': 'same-origin' },
    signal: gone.signal,
  });
  await response.body?.getReader().read();
  gone.abort();
  await expect.poll(() => stateOf(progress.id)).toBe('broken');
  expect((await fetchExport(place, progress.id, owner.cookie)).status).toBe(410);
});

/** The same person at another browser. */
const newSession = (person: Person): Promise<string> =>
  startSession({ ...person.user, agent: 'another browser', replaces: undefined });
