import { BSON } from 'bson';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { uploads } from '#db/schema/uploads.ts';
import { testDatabase } from '#db/testing.ts';
import type { CredentialItem } from '#lib/bson/item.ts';
import { writeContainer } from '#lib/bson/write.ts';
import { newSigningKey } from '#lib/vault/signing.ts';
import { createCredential } from '#lib/credentials/commands.ts';
import { restInput, startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { applyImport } from './commands.ts';
import { readImport } from './queries.ts';
import { apply, exported, facts, itemOf, liveRows, newPerson, passphrase, planOf, uploaded } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  await testDatabase();
  app = await startTestApp();
});
afterAll(() => app.close());

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
    await apply(ctx, plan, 'create');
    expect(await facts(ctx)).toMatchObject([{ name: 'Plain GitHub', secret: { apiKey: 'k' } }]);
  });

  it('of an app that is not here names it and stores nothing', async () => {
    const ctx = await testWorkspace();
    const upload = await uploaded(ctx, plain({ type: 'credential', name: 'X', component: 'nowhere', token: 'v' }));
    const plan = await planOf(ctx, upload);
    expect(plan.items[0]).toMatchObject({ outcome: 'refused', reason: 'This installation has no app called nowhere.' });
    await expect(apply(ctx, plan, 'create')).rejects.toMatchObject({ code: 'INPUT_INVALID' });
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

describe('a container made by somebody else', () => {
  const version = { id: 'ver_elsewhere', number: 3, savedAt: new Date(0) };

  async function made(change: Partial<CredentialItem> = {}): Promise<Buffer> {
    const parts: Buffer[] = [];
    const container = writeContainer({
      resourceType: 'credential',
      platformVersion: '9.9.9',
      exportId: 'exp_elsewhere',
      exportedAt: new Date(0),
      origin: { tenantName: 'Far', workspaceName: 'Away' },
      count: 1,
      items: [itemOf(app, 'Elsewhere', { version, ...change })],
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
    await expect(apply(ctx, plan, 'create', passphrase)).rejects.toMatchObject({ code: 'IMP-211' });
    expect(await liveRows(ctx)).toEqual([]);
    const choices = [{ i: 1, do: 'create' as const }];
    await applyImport(ctx, { uploadId: upload, passphrase, token: plan.token, acceptSigner: true, choices });
    expect(await facts(ctx)).toMatchObject([{ version: { id: 'ver_elsewhere', number: 3, savedAt: 0 } }]);
    const trail = await read().select({ action: audit.action }).from(audit).where(eq(audit.tenantId, ctx.tenantId));
    expect(trail.map((row) => row.action)).toContain('import.signer_confirmed');
  });

  it('cannot point a secret elsewhere than its settings lead, nor bring a name no form takes', async () => {
    const ctx = await testWorkspace();
    const reasonOf = async (change: Partial<CredentialItem>) => {
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
