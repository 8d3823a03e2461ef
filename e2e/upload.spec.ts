import { fingerprintAtRest, fingerprintOfDatabase } from './database.ts';
import { act, upload, uploaded, uploadHeaders, uploadPath } from './doors.ts';
import { ask, type Answer } from './http.ts';
import { join, newPerson, newTenant, type Place } from './people.ts';
import { expect, test } from './test.ts';

const file = Buffer.from('anything at all');

/** Each is refused; the code is what the dialog shows. */
const badUploads: Readonly<
  Record<string, { headers: Record<string, string>; body?: string; code: string; status: number }>
> = {
  'a form': {
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    body: '--x\r\ncontent-disposition: form-data; name="file"; filename="/etc/passwd"\r\n\r\nroot\r\n--x--\r\n',
    code: 'MEDIA_TYPE_REFUSED',
    status: 415,
  },
  'JSON that poses as a parsed form': {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ files: { file: { filepath: '/etc/passwd', originalFilename: 'x.bson', size: 1 } } }),
    code: 'MEDIA_TYPE_REFUSED',
    status: 415,
  },
  'no content type': { headers: { 'content-type': '' }, code: 'MEDIA_TYPE_REFUSED', status: 415 },
  'two content types': {
    headers: { 'content-type': 'text/html, application/octet-stream' },
    code: 'MEDIA_TYPE_REFUSED',
    status: 415,
  },
  'no name': { headers: { 'x-file-name': '%E0%A4%A' }, code: 'INPUT_INVALID', status: 400 },
  'no digest': { headers: { 'x-file-sha256': 'none' }, code: 'INPUT_INVALID', status: 400 },
  'another digest': { headers: { 'x-file-sha256': '0'.repeat(64) }, code: 'IMP-304', status: 400 },
  'fewer bytes than announced': { headers: { 'x-file-bytes': '400' }, code: 'IMP-304', status: 400 },
  'more bytes than announced': {
    headers: { 'x-file-bytes': '4', 'transfer-encoding': 'chunked' },
    code: 'IMP-304',
    status: 400,
  },
  'too many bytes announced': {
    headers: { 'x-file-bytes': String(64 * 1024 * 1024 + 1) },
    code: 'IMP-103',
    status: 413,
  },
  'bytes that are no number': { headers: { 'x-file-bytes': '-1' }, code: 'INPUT_INVALID', status: 400 },
  'a foreign origin': { headers: { origin: 'https://evil.example' }, code: 'ORIGIN_REFUSED', status: 403 },
  'no origin': { headers: { origin: '' }, code: 'ORIGIN_REFUSED', status: 403 },
  'origin null': { headers: { origin: 'null' }, code: 'ORIGIN_REFUSED', status: 403 },
  'cross-site fetch metadata': { headers: { 'sec-fetch-site': 'cross-site' }, code: 'ORIGIN_REFUSED', status: 403 },
  'no fetch metadata': { headers: { 'sec-fetch-site': '' }, code: 'ORIGIN_REFUSED', status: 403 },
};

const codeOf = ({ text }: Answer): unknown => (JSON.parse(text) as { code: unknown }).code;

for (const [name, { headers, body, code, status }] of Object.entries(badUploads))
  test(`refuses ${name} and keeps nothing`, async ({ owner, place }) => {
    const before = await fingerprintAtRest();
    const answer = await ask(uploadPath(place), {
      method: 'POST',
      cookie: owner.cookie,
      headers: { ...uploadHeaders(file), ...headers },
      body: body ?? file,
    });
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
    expect(answer.text).not.toContain('root:');
    expect(fingerprintOfDatabase()).toEqual(before);
  });

test('takes a path in a name for a name', async ({ owner, place }) => {
  for (const name of ['../../etc/passwd', '..\\..\\windows\\system.ini', '/etc/passwd', 'a/../../b.bson']) {
    const headers = uploadHeaders(file, name);
    const answer = await ask(uploadPath(place), { method: 'POST', cookie: owner.cookie, headers, body: file });
    expect(answer.status).toBe(201);
    const { id, fileName } = JSON.parse(answer.text) as { id: string; fileName: string };
    expect(fileName).not.toMatch(/[/\\]|\.\./);
    expect(id).toMatch(/^imp_[0-9a-z]+$/);
  }
});

test('asks who is there before it reads', async ({ owner, place }) => {
  const stranger = await newPerson('Sam Stranger');
  await newTenant(stranger, 'Elsewhere');
  const viewer = await newPerson('Vera Viewer');
  await join(viewer, owner, place, 'viewer');
  const before = await fingerprintAtRest();
  const said = async (at: Place, cookie: string | null) => {
    const answer = await upload(at, file, cookie);
    return [answer.status, codeOf(answer)];
  };
  expect(await said(place, null)).toEqual([401, 'SIGN_IN_REQUIRED']);
  expect(await said(place, 'A'.repeat(43))).toEqual([401, 'SIGN_IN_REQUIRED']);
  expect(await said(place, viewer.cookie)).toEqual([403, 'FORBIDDEN']);
  expect(await said(place, stranger.cookie)).toEqual([404, 'NOT_FOUND']);
  expect(await upload(place, file, stranger.cookie)).toMatchObject({
    text: (await upload({ tenant: 'nowhere-at-all', workspace: 'not-there' }, file, stranger.cookie)).text,
  });
  expect(fingerprintOfDatabase()).toEqual(before);
});

test('takes a file from a builder, who may import flows, and shows no credential of it to them', async ({
  owner,
  place,
}) => {
  const builder = await newPerson('Bo Builder');
  await join(builder, owner, place, 'builder');
  const uploadId = await uploaded(place, file, builder.cookie);
  const input = { uploadId, passphrase: null };
  expect(await act('readImport', place, input, builder.cookie)).toMatchObject({ ok: false, code: 'FORBIDDEN' });
  expect(await act('readImport', place, input, owner.cookie), 'nor to anybody else').toMatchObject({ code: 'IMP-301' });
});
