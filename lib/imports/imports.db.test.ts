import { BSON } from 'bson';
import fc from 'fast-check';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { credentials } from '#db/schema/credentials.ts';
import { uploadChunks, uploads } from '#db/schema/uploads.ts';
import { testDatabase } from '#db/testing.ts';
import { createCredential } from '#lib/credentials/commands.ts';
import { restInput, startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import { testWorkspace, withRole } from '#lib/gate/testing.ts';
import { readImport } from './queries.ts';
import { apply, exported, facts, liveRows, newPerson, passphrase, planOf, uploaded, withPassword } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  await testDatabase();
  app = await startTestApp();
});
afterAll(() => app.close());

describe('export → import', () => {
  it('is the identity on every field', async () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      .filter((one) => /^[^\s\p{C}]+$/u.test(one));
    const token = fc.stringMatching(/^[A-Za-z0-9_.-]{1,200}$/).filter((one) => !/^(bearer|token|basic)/i.test(one));
    const one = fc.record({
      name: text,
      environment: text,
      key: token,
      header: fc.stringMatching(/^X-[A-Za-z]{1,20}$/),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(one, { minLength: 1, maxLength: 4, selector: (x) => x.name.toUpperCase() }),
        async (made) => {
          const there = await testWorkspace();
          const mine = await withPassword(await testWorkspace());
          for (const { name, environment, key, header } of made)
            await createCredential(mine, {
              ...restInput(app, { name, environment, secret: { apiKey: key }, acceptUntested: true }),
              settings: { baseUrl: app.url, placement: 'header', headerName: header },
            });
          await transact(async (tx) => {
            await tx
              .update(credentials)
              .set({ metadata: { note: made[0]?.name ?? '', _bsontype: 'x', toJSON: 'y' } })
              .where(eq(credentials.tenantId, mine.tenantId));
          });
          const ids = (await liveRows(mine)).map((row) => row.id);
          const id = await uploaded(there, await exported(mine, ids));
          await apply(there, await planOf(there, id), 'create');
          expect(await facts(there)).toEqual(await facts(mine));
        },
      ),
      { numRuns: 12 },
    );
  }, 120_000);

  it('opens with its passphrase only, and keeps asking', async () => {
    const ctx = await newPerson();
    const { id } = await createCredential(ctx, restInput(app));
    const there = await testWorkspace();
    const upload = await uploaded(there, await exported(ctx, [id], 'passphrase'));
    expect((await readImport(there, { uploadId: upload, passphrase: null })).kind).toBe('passphrase');
    await expect(readImport(there, { uploadId: upload, passphrase: 'wrong' })).rejects.toMatchObject({
      code: 'IMP-204',
      message: 'That passphrase does not open this file.',
    });
    const plan = await planOf(there, upload, passphrase);
    expect(plan.items).toMatchObject([{ name: 'Orders API', outcome: 'new' }]);
    await apply(there, plan, 'create', passphrase);
    expect(await liveRows(there)).toMatchObject([{ state: 'unverified', name: 'Orders API' }]);
  });

  it('asks for the password of the person, and leaves a trail before the file', async () => {
    const ctx = await newPerson();
    const { id } = await createCredential(ctx, restInput(app));
    await exported(ctx, [id]);
    const actions = await read().select({ action: audit.action }).from(audit).where(eq(audit.tenantId, ctx.tenantId));
    expect(actions.map((one) => one.action)).toEqual(expect.arrayContaining(['export.created', 'credential.exported']));
    await expect(exported(await testWorkspace(), [id])).rejects.toMatchObject({ code: 'PASSWORD_WRONG' });
    await expect(exported(await newPerson(), [id])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(exported(withRole(ctx, 'builder'), [id])).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('an upload', () => {
  it('that is not what was announced leaves nothing', async () => {
    const ctx = await testWorkspace();
    const { receiveUpload } = await import('#lib/uploads/commands.ts');
    const body = (async function* () {
      yield Buffer.from('abc');
    })();
    await expect(
      receiveUpload(ctx, { fileName: '../../etc/x', bytes: 4, sha256: '0'.repeat(64), body }),
    ).rejects.toMatchObject({ code: 'IMP-304' });
    expect(await read().select().from(uploads).where(eq(uploads.tenantId, ctx.tenantId))).toEqual([]);
  });

  it('waits sealed: its bytes are nowhere in clear', async () => {
    const ctx = await testWorkspace();
    const upload = await uploaded(ctx, BSON.serialize({ type: 'credential', token: 'planted-in-a-plain-file' }));
    const [chunk] = await read().select().from(uploadChunks).where(eq(uploadChunks.uploadId, upload));
    expect(chunk?.sealed.includes('planted-in-a-plain-file')).toBe(false);
  });

  it('belongs to the person who sent it, in its workspace', async () => {
    const ctx = await testWorkspace();
    const stranger = await testWorkspace();
    const upload = await uploaded(ctx, BSON.serialize({ type: 'flow' }));
    await expect(readImport(stranger, { uploadId: upload, passphrase: null })).rejects.toMatchObject({
      code: 'IMP-301',
    });
  });
});

describe('a file somebody left waiting', () => {
  it('makes room for the next, oldest first', async () => {
    const ctx = await testWorkspace();
    const sent: string[] = [];
    for (let n = 0; n < 7; n += 1) sent.push(await uploaded(ctx, BSON.serialize({ type: 'flow', n })));
    const rows = await read().select({ id: uploads.id }).from(uploads).where(eq(uploads.tenantId, ctx.tenantId));
    expect(rows.map((row) => row.id).toSorted()).toEqual(sent.slice(-5).toSorted());
  });
});
