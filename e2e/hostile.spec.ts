import { writeFileSync } from 'node:fs';
import { hostileCases } from '#lib/bson/hostile/cases.ts';
import type { HostileCase } from '#lib/bson/hostile/case.ts';
import { fingerprintAtRest, fingerprintOfDatabase } from './database.ts';
import { act, uploaded } from './doors.ts';
import { plain, upload } from './files.ts';
import { liveRows, uploadRows } from './seed.ts';
import { expect, test } from './test.ts';

/** The hardest on time, memory and the reader's good faith; all the others go through the same door in lib/bson/hostile. */
const worst: readonly string[] = [
  '64 MiB of small keys',
  '64 MiB of lists inside each other',
  '64 MiB of empty documents',
  '130,000 levels of documents',
  'a document of 1 MiB and a byte',
  '25,001 credentials',
  'code with scope whose inner length lies',
  'an overlong zero in a key',
  'stretching with n = 2^30',
  'sealed: 100,000 levels',
];

/** Of 64 MiB the first ten pieces of up to 1 MiB, which is more than is read before the refusal. */
const bytesOf = async ({ bytes }: HostileCase): Promise<Buffer> => Buffer.concat([...(await bytes())].slice(0, 10));

// Each goes in twice, by HTTP and through the dialog.
test.describe.configure({ timeout: 120_000 });

test('the worst are among the cases', () => {
  expect(hostileCases.map(({ name }) => name)).toEqual(expect.arrayContaining([...worst]));
});

for (const hostile of hostileCases.filter(({ name }) => worst.includes(name)))
  test(`refused: ${hostile.name}`, async ({ page, base, owner, place, ctx }, info) => {
    const bytes = await bytesOf(hostile);
    const before = await fingerprintAtRest();
    const uploadId = await uploaded(place, bytes, owner.cookie);
    const { passphrase } = hostile;
    const answer = await act('readImport', place, { uploadId, passphrase }, owner.cookie);
    expect(answer).toMatchObject({ ok: false, code: hostile.code });
    expect(JSON.stringify(answer)).not.toMatch(/node_modules|\.ts:\d|at async/);
    await act('discardUpload', place, { uploadId }, owner.cookie);
    expect(fingerprintOfDatabase()).toEqual(before);

    const path = info.outputPath('hostile.bson');
    writeFileSync(path, bytes);
    const dialog = await upload(page, base, path);
    if (passphrase !== null) {
      await dialog.getByLabel('Passphrase', { exact: true }).fill(passphrase);
      await dialog.getByRole('button', { name: 'Unlock' }).click();
    }
    const alert = dialog.getByRole('alert');
    await expect(alert.locator('b')).toHaveText('Something went wrong! Please try again.', { timeout: 30_000 });
    await expect(alert.getByText(hostile.code, { exact: true })).toBeVisible();
    await expect(alert).toContainText('Nothing was stored.');
    await expect.poll(() => uploadRows(ctx)).toEqual([]);
    expect(await liveRows(ctx)).toEqual([]);

    await dialog.locator('input[type=file]').setInputFiles({
      name: 'right.bson',
      mimeType: 'application/octet-stream',
      buffer: plain({ type: 'credential', name: 'Deploy token', component: 'github', token: 'ghp_x' }),
    });
    await expect(dialog.getByText('1 created')).toBeVisible();
  });

test('many at once are refused in turn, and pages go on meanwhile', async ({ page, base, owner, place }) => {
  const bytes = plain({ name: 'Deploy token', note: /(a+)+$/ });
  const ids: string[] = [];
  for (let n = 0; n < 5; n += 1) ids.push(await uploaded(place, bytes, owner.cookie));
  const asked = [...ids, ...ids, ...ids].map((uploadId) =>
    act('readImport', place, { uploadId, passphrase: null }, owner.cookie),
  );
  await page.goto(`${base}/credentials`);
  await expect(page.getByRole('button', { name: 'Import Credential' })).toBeVisible();
  const answers = await Promise.all(asked);
  const codes = answers.map((answer) => (answer.ok ? 'read' : answer.code));
  // Two are read and some may wait; one that comes on top of those may be told BUSY here, or may not, as files are read in
  // no time. How many wait is held by lib/bson/in-worker.test.ts.
  expect(codes.filter((code) => code !== 'IMP-106' && code !== 'BUSY')).toEqual([]);
  expect(codes.filter((code) => code === 'IMP-106').length).toBeGreaterThanOrEqual(10);
});
