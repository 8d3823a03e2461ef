import { BSON } from 'bson';
import fc from 'fast-check';
import { and, eq, isNull } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { credentials } from '#db/schema/credentials.ts';
import { uploadChunks, uploads } from '#db/schema/uploads.ts';
import { testDatabase } from '#db/testing.ts';
import { writeContainer } from '#lib/bson/write.ts';
import { newSigningKey } from '#lib/vault/signing.ts';
import { setEnvironment } from '#lib/batches/commands.ts';
import { createCredential, updateCredential } from '#lib/credentials/commands.ts';
import { getCredential } from '#lib/credentials/queries.ts';
import { restInput, startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace, withRole } from '#lib/gate/testing.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { applyImport } from './commands.ts';
import { readImport } from './queries.ts';
import type { Choice, ReadResult } from './schema.ts';
import { exported, passphrase, uploaded, withPassword } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  await testDatabase();
  app = await startTestApp();
});
afterAll(() => app.close());

const newPerson = async () => withPassword(await testWorkspace());

async function planOf(ctx: WorkspaceCtx, uploadId: string, phrase: string | null = null) {
  const result = await readImport(ctx, { uploadId, passphrase: phrase });
  if (result.kind !== 'plan') throw new Error('a plan was expected');
  return result;
}

type Plan = Extract<ReadResult, { kind: 'plan' }>;

const apply = (ctx: WorkspaceCtx, uploadId: string, plan: Plan, choice: Choice, phrase: string | null = null) =>
  applyImport(ctx, {
    uploadId,
    passphrase: phrase,
    token: plan.token,
    // The people of these tests have compared fingerprints with the tenant they export from.
    acceptSigner: plan.file.signer?.isHere ?? false,
    choices: plan.items.map(({ i }) => ({ i, do: choice })),
  });

const liveRows = (ctx: WorkspaceCtx) =>
  read()
    .select()
    .from(credentials)
    .where(and(eq(credentials.tenantId, ctx.tenantId), isNull(credentials.deletedAt)));

/** Every field that travels, as it is here. */
async function facts(ctx: WorkspaceCtx) {
  const rows = await liveRows(ctx);
  const all = rows.map(async (row) => {
    const version = await openVersion(ctx, row.id, row.version);
    return {
      identifier: row.identifier,
      name: row.name,
      component: row.component,
      authType: row.authType,
      environment: row.environment,
      settings: row.settings,
      metadata: row.metadata,
      audience: row.audience,
      secret: version.secret,
      version: { id: version.versionId, number: version.number, savedAt: version.savedAt },
    };
  });
  return (await Promise.all(all)).sort((a, b) => (a.identifier < b.identifier ? -1 : 1));
}

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
          await apply(there, id, await planOf(there, id), 'create');
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
    await apply(there, upload, plan, 'create', passphrase);
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

describe('a conflict', () => {
  it('of name and identifier: override keeps id, name and the old value; create makes a second one', async () => {
    const ctx = await newPerson();
    const { id } = await createCredential(ctx, restInput(app));
    const file = await exported(ctx, [id]);
    const first = await uploaded(ctx, file);
    const plan = await planOf(ctx, first);
    expect(plan.items[0]).toMatchObject({ outcome: 'conflict', conflict: { by: 'both', overrideRefused: null } });
    await apply(ctx, first, plan, 'override');
    const after = await getCredential(ctx, id);
    expect(after).toMatchObject({ version: 2, revision: 2, name: 'Orders API', state: 'unverified' });
    expect((await openVersion(ctx, id, 1)).secret).toEqual((await openVersion(ctx, id, 2)).secret);
    const second = await uploaded(ctx, file);
    await apply(ctx, second, await planOf(ctx, second), 'create');
    const rows = await liveRows(ctx);
    expect(rows.map((row) => row.name).toSorted()).toEqual(['Orders API', 'Orders API 2']);
    expect(new Set(rows.map((row) => row.identifier)).size).toBe(2);
  });

  it('of name alone and of identifier alone', async () => {
    const ctx = await newPerson();
    const there = await newPerson();
    const { id } = await createCredential(ctx, restInput(app));
    const file = await exported(ctx, [id]);
    await createCredential(there, restInput(app, { name: 'ORDERS api' }));
    const byName = await uploaded(there, file);
    expect((await planOf(there, byName)).items[0]?.conflict?.by).toBe('name');
    await updateCredential(ctx, {
      id,
      revision: 1,
      name: 'Renamed',
      environment: 'staging',
      settings: restInput(app).settings,
      secret: {},
      expiresAt: null,
      acceptUntested: false,
    });
    const byIdentifier = await uploaded(ctx, file);
    expect((await planOf(ctx, byIdentifier)).items[0]?.conflict?.by).toBe('identifier');
  });

  it('with two different credentials, another component or another auth type cannot override', async () => {
    const ctx = await newPerson();
    const { id } = await createCredential(ctx, restInput(app));
    const file = await exported(ctx, [id]);
    const [row] = await liveRows(ctx);
    const set = (change: object) =>
      transact(async (tx) => {
        await tx.update(credentials).set(change).where(eq(credentials.id, id));
      });
    const refusal = async () => {
      const upload = await uploaded(ctx, file);
      const plan = await planOf(ctx, upload);
      await expect(apply(ctx, upload, plan, 'override')).rejects.toMatchObject({ code: 'INPUT_INVALID' });
      await transact(async (tx) => {
        await tx.delete(uploads).where(eq(uploads.id, upload));
      });
      return plan.items[0]?.conflict?.overrideRefused;
    };
    await set({ authType: 'bearer' });
    expect(await refusal()).toContain('signs in another way');
    await set({ authType: 'api_key', component: 'github' });
    expect(await refusal()).toContain('another app');
    await set({ component: 'rest', name: 'Elsewhere', nameKey: 'elsewhere' });
    await createCredential(ctx, restInput(app));
    expect(await refusal()).toContain('another credential');
    expect(row?.version).toBe(1);
  });

  it('that appears between preview and apply is shown again, never merged', async () => {
    const ctx = await newPerson();
    const there = await newPerson();
    const { id } = await createCredential(ctx, restInput(app));
    const upload = await uploaded(there, await exported(ctx, [id]));
    const plan = await planOf(there, upload);
    const meanwhile = await createCredential(there, restInput(app));
    await expect(apply(there, upload, plan, 'create')).rejects.toMatchObject({ code: 'IMP-302' });
    expect(await liveRows(there)).toHaveLength(1);
    const again = await planOf(there, upload);
    expect(again.items[0]).toMatchObject({ outcome: 'conflict', createName: 'Orders API 2' });
    await setEnvironment(there, [meanwhile.id], 'staging');
    await expect(apply(there, upload, again, 'override')).rejects.toMatchObject({ code: 'IMP-302' });
    await apply(there, upload, await planOf(there, upload), 'override');
    expect(await liveRows(there)).toMatchObject([{ version: 2, environment: 'production' }]);
  });

  it('never comes of one file applied twice at once', async () => {
    const ctx = await newPerson();
    const there = await newPerson();
    const { id } = await createCredential(ctx, restInput(app));
    const upload = await uploaded(there, await exported(ctx, [id]));
    const plan = await planOf(there, upload);
    const both = await Promise.allSettled([1, 2, 3].map(() => apply(there, upload, plan, 'create')));
    expect(both.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect(await liveRows(there)).toHaveLength(1);
    expect(await read().select().from(uploadChunks).where(eq(uploadChunks.uploadId, upload))).toEqual([]);
  });
});

describe('plain BSON of other tools', () => {
  const plain = (document: object) => BSON.serialize(document);

  it('is refused by its kind, in the very words', async () => {
    const ctx = await testWorkspace();
    for (const document of [{ type: 'flow' }, { resourceType: 'flow', steps: [] }, { type: 'flow', name: 'x' }]) {
      const upload = await uploaded(ctx, plain(document));
      await expect(readImport(ctx, { uploadId: upload, passphrase: null })).rejects.toMatchObject({
        code: 'IMP-201',
        message: 'Importing resource type is flow. Cannot import.',
      });
    }
    expect(await liveRows(ctx)).toEqual([]);
  });

  it('is imported with its secrets, unsigned', async () => {
    const ctx = await testWorkspace();
    const file = plain({
      resourceType: 'credential',
      name: 'Plain GitHub',
      component: 'rest',
      authType: 'api_key',
      environment: 'staging',
      settings: { baseUrl: app.url, placement: 'header', headerName: 'X-API-Key' },
      secret: { apiKey: 'k' },
    });
    const upload = await uploaded(ctx, file);
    const plan = await planOf(ctx, upload);
    expect(plan.file).toMatchObject({ sealing: 'none', signer: null });
    await apply(ctx, upload, plan, 'create');
    expect(await facts(ctx)).toMatchObject([{ name: 'Plain GitHub', secret: { apiKey: 'k' } }]);
  });

  it('of an app that is not here names it and stores nothing', async () => {
    const ctx = await testWorkspace();
    const upload = await uploaded(ctx, plain({ type: 'credential', name: 'X', component: 'nowhere', token: 'v' }));
    const plan = await planOf(ctx, upload);
    expect(plan.items[0]).toMatchObject({ outcome: 'refused', reason: 'This installation has no app called nowhere.' });
    await expect(apply(ctx, upload, plan, 'create')).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });
});

describe('a damaged file', () => {
  const flips = 500;

  it('cut anywhere or with any bit turned is refused and stores nothing', async () => {
    const ctx = await newPerson();
    const there = await testWorkspace();
    const { id } = await createCredential(ctx, restInput(app));
    const file = await exported(ctx, [id]);
    const refused = async (bytes: Buffer) => {
      const upload = await uploaded(there, bytes);
      const outcome = await readImport(there, { uploadId: upload, passphrase: null }).then(
        () => 'read',
        (error: { code: string }) => error.code,
      );
      await transact(async (tx) => {
        await tx.delete(uploads).where(eq(uploads.id, upload));
      });
      return outcome;
    };
    for (let cut = 1; cut < file.length; cut += 1) expect(await refused(file.subarray(0, cut))).toMatch(/^IMP-[12]/);
    for (let n = 0; n < flips; n += 1) {
      const bit = Math.floor((n / flips) * file.length * 8);
      const turned = Buffer.from(file);
      turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(await refused(turned)).toMatch(/^IMP-[12]/);
    }
    expect(await liveRows(there)).toEqual([]);
  }, 180_000);
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

describe('a container made by somebody else', () => {
  const item = (change: object) => ({
    identifier: 'rest-elsewhere',
    name: 'Elsewhere',
    component: 'rest',
    authType: 'api_key',
    environment: 'production',
    settings: { baseUrl: app.url, placement: 'header', headerName: 'X-API-Key', testPath: '/me' },
    metadata: {},
    secret: { apiKey: app.goodKey },
    audience: [app.url],
    version: { id: 'ver_elsewhere', number: 3, savedAt: new Date(0) },
    ...change,
  });

  async function made(change: object = {}): Promise<Buffer> {
    const parts: Buffer[] = [];
    const container = writeContainer({
      resourceType: 'credential',
      platformVersion: '9.9.9',
      exportId: 'exp_elsewhere',
      exportedAt: new Date(0),
      origin: { tenantName: 'Far', workspaceName: 'Away' },
      count: 1,
      items: [item(change)],
      sealing: { kind: 'passphrase', passphrase },
      signer: newSigningKey(),
    });
    for await (const part of container) parts.push(part);
    return Buffer.concat(parts);
  }

  it('is stored only after its signer was confirmed, which leaves a trail and is remembered', async () => {
    const ctx = await testWorkspace();
    const upload = await uploaded(ctx, await made());
    const plan = await planOf(ctx, upload, passphrase);
    expect(plan.file).toMatchObject({ signer: { standing: 'unknown' }, platformVersion: '9.9.9' });
    await expect(apply(ctx, upload, plan, 'create', passphrase)).rejects.toMatchObject({ code: 'IMP-211' });
    expect(await liveRows(ctx)).toEqual([]);
    const choices = [{ i: 1, do: 'create' as const }];
    await applyImport(ctx, { uploadId: upload, passphrase, token: plan.token, acceptSigner: true, choices });
    expect(await facts(ctx)).toMatchObject([{ version: { id: 'ver_elsewhere', number: 3, savedAt: 0 } }]);
    const trail = await read().select({ action: audit.action }).from(audit).where(eq(audit.tenantId, ctx.tenantId));
    expect(trail.map((row) => row.action)).toContain('import.signer_confirmed');
  });

  it('cannot point a secret elsewhere than its settings lead, nor bring a name no form takes', async () => {
    const ctx = await testWorkspace();
    const reasonOf = async (change: object) => {
      const upload = await uploaded(ctx, await made(change));
      return (await planOf(ctx, upload, passphrase)).items[0]?.reason;
    };
    expect(await reasonOf({ audience: ['https://evil.example:443'] })).toContain('its settings lead elsewhere');
    expect(await reasonOf({ name: 'two\nlines' })).toContain('line breaks');
    expect(await reasonOf({ environment: 'x'.repeat(41) })).toContain('At most 40');
  });

  it('is no place to try a stored secret out', async () => {
    const ctx = await testWorkspace();
    await createCredential(ctx, restInput(app, { name: 'Elsewhere' }));
    const upload = await uploaded(ctx, await made());
    const plan = await planOf(ctx, upload, passphrase);
    const secret = plan.items[0]?.conflict?.diff.find((row) => row.label === 'Secret');
    expect(secret).toMatchObject({ file: 'another version', isChanged: true });
  });
});
