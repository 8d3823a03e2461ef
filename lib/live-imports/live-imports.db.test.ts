import { and, count, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { consumers } from '#db/schema/consumers.ts';
import { credentials } from '#db/schema/credentials.ts';
import { liveImportRows, liveImports } from '#db/schema/live-imports.ts';
import { uploadChunks, uploads } from '#db/schema/uploads.ts';
import { testDatabase } from '#db/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace, withRole } from '#lib/gate/testing.ts';
import { dayMs } from '#lib/clock.ts';
import { purgeUploads } from '#lib/uploads/commands.ts';
import { openVersion } from '#lib/versions/queries.ts';
import { purgeLiveImports, startLiveImport, stopLiveImport } from './commands.ts';
import { getLiveImport, listLiveImports, listLiveRows, listLiveRowViews, refusedLines } from './queries.ts';
import { begun, imported, keyLineOf, lineOf, linesTo, runDue } from './testing.ts';

beforeAll(testDatabase);

type Counted = typeof credentials | typeof consumers | typeof liveImportRows | typeof uploadChunks | typeof uploads;

async function countOf(table: Counted, ctx: WorkspaceCtx): Promise<number | undefined> {
  const [row] = await read().select({ rows: count() }).from(table).where(eq(table.tenantId, ctx.tenantId));
  return row?.rows;
}

const told = async (ctx: WorkspaceCtx) =>
  (
    await read()
      .select({ action: audit.action })
      .from(audit)
      .where(and(eq(audit.tenantId, ctx.tenantId), eq(audit.targetKind, 'live_import')))
      .orderBy(audit.id)
  ).map(({ action }) => action);

const all = { outcome: 'all', after: 0 } as const;

describe('a file of connections', () => {
  it('is imported line by line, with consumers, secrets and a row each', async () => {
    const ctx = await testWorkspace();
    const facts = await imported(ctx, `\uFEFF${linesTo(230)}\r\n${lineOf(1)}\r\n\n`);
    expect(facts).toMatchObject({
      state: 'done',
      because: null,
      total: 233,
      done: 233,
      counts: { created: 231, updated: 0, unchanged: 0, refused: 0 },
      startedBy: 'Mara Okafor',
      isWaiting: false,
    });
    expect(facts.endedAt).toBeGreaterThanOrEqual(facts.createdAt);
    expect(await countOf(credentials, ctx)).toBe(231);
    expect(await countOf(consumers, ctx)).toBe(230);
    const { rows, next } = await listLiveRowViews(ctx, facts.id, { outcome: 'created', after: 200 });
    expect(next).toBeNull();
    expect(rows.map(({ line }) => line)).toEqual([...Array.from({ length: 30 }, (_, at) => 201 + at), 232]);
    expect(rows[0]).toMatchObject({ consumer: 'consumer-201', connectionKey: 'ecommerce+stripe', component: 'stripe' });
    const opened = await openVersion(ctx, rows[0]?.credentialId ?? '', 1);
    expect(Object.values(opened.secret)).toEqual(['sk_test_key_of_201']);
    expect(await told(ctx)).toEqual(['import.connections_started', 'import.connections_imported']);
  });

  it('sent again changes nothing, and one changed line changes one connection', async () => {
    const ctx = await testWorkspace();
    await imported(ctx, linesTo(210));
    const [before] = await read().select({ n: count() }).from(audit).where(eq(audit.tenantId, ctx.tenantId));
    expect(await imported(ctx, linesTo(210))).toMatchObject({ counts: { created: 0, updated: 0, unchanged: 210 } });
    const [after] = await read().select({ n: count() }).from(audit).where(eq(audit.tenantId, ctx.tenantId));
    expect((after?.n ?? 0) - (before?.n ?? 0)).toBe(2);
    const changed = linesTo(210, (i) => keyLineOf(i, i === 99 ? 'sk_test_another' : undefined));
    const facts = await imported(ctx, changed);
    expect(facts.counts).toEqual({ created: 0, updated: 1, unchanged: 209, refused: 0 });
    const { rows } = await listLiveRows(ctx, facts.id, { outcome: 'updated', after: 0 });
    expect(rows).toMatchObject([{ line: 99, consumer: 'consumer-99', code: null }]);
    expect(await countOf(credentials, ctx)).toBe(210);
  });

  it('with bad lines among good ones tells why of each, without a value, and takes the rest', async () => {
    const ctx = await testWorkspace();
    const secret = 'planted-secret-4711';
    const bad = [
      `{"consumer_id":"x","settings":{"api_key":"${secret}"`,
      lineOf(501, { service_id: 'no-such-service', credentials: { access_token: secret } }),
      lineOf(502, { unified_api: 'no-such-api', credentials: { access_token: secret } }),
      lineOf(503, { credentials: { access_token: secret, planted: secret } }),
      lineOf(504, { credentials: null, settings: {} }),
      `"${secret}"`,
      `{"consumer_id":"x","pad":"${'y'.repeat(66_000)}","settings":{"api_key":"${secret}"}}`,
    ];
    const content = Buffer.concat([
      Buffer.from(`${linesTo(3)}${bad.join('\n')}\n`),
      Buffer.from([0x7b, 0xff, 0xfe, 0x0a]),
      Buffer.from(keyLineOf(4)),
    ]);
    const facts = await imported(ctx, content);
    expect(facts).toMatchObject({ state: 'done', counts: { created: 4, refused: 8 }, total: 12, done: 12 });
    const { rows } = await listLiveRows(ctx, facts.id, { outcome: 'refused', after: 0 });
    expect(rows.map(({ line, code }) => [line, code])).toEqual([
      [4, 'INPUT_INVALID'],
      [5, 'CONNECTOR_UNKNOWN'],
      [6, 'INPUT_INVALID'],
      [7, 'INPUT_INVALID'],
      [8, 'INPUT_INVALID'],
      [9, 'INPUT_INVALID'],
      [10, 'TOO_LARGE'],
      [11, 'INPUT_INVALID'],
    ]);
    expect(rows.every(({ message }) => message)).toBe(true);
    const kept = await read().select().from(liveImportRows).where(eq(liveImportRows.tenantId, ctx.tenantId));
    const audited = await read().select().from(audit).where(eq(audit.tenantId, ctx.tenantId));
    expect(JSON.stringify([kept, audited])).not.toContain(secret);
    const pages = [];
    for await (const page of refusedLines(ctx, facts.id)) pages.push(...page.map(({ line }) => line));
    expect(pages).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('says what of a line was read otherwise', async () => {
    const ctx = await testWorkspace();
    const facts = await imported(ctx, `${lineOf(1, { connection_id: 'crm+hubspot' })}\n${keyLineOf(2)}`);
    expect(facts).toMatchObject({ counts: { created: 2 }, warned: expect.any(Number) });
    const { rows } = await listLiveRows(ctx, facts.id, all);
    expect(rows[0]).toMatchObject({ outcome: 'created', code: null });
    expect(rows[0]?.message).toContain('Not known, so left out: connection_id.');
    expect(rows[1]?.message).toBeNull();
  });

  it('is gone when it is imported, and what became of it after 30 days', async () => {
    const ctx = await testWorkspace();
    const { id } = await imported(ctx, linesTo(3));
    await purgeUploads();
    expect(await countOf(uploadChunks, ctx)).toBe(0);
    await purgeLiveImports();
    expect((await listLiveRows(ctx, id, all)).rows).toHaveLength(3);
    await transact(async (tx, now) => {
      await tx
        .update(liveImports)
        .set({ createdAt: now - 31 * dayMs })
        .where(eq(liveImports.id, id));
      const row = { tenantId: ctx.tenantId, workspaceId: ctx.workspaceId, importId: id, outcome: 'unchanged' as const };
      const told = { consumer: '', connectionKey: '', credentialId: null, code: null, message: null };
      const more = Array.from({ length: 5_000 }, (_, at) => ({ ...row, ...told, line: 10 + at }));
      await tx.insertMany(liveImportRows, more);
    });
    await purgeLiveImports();
    await expect(getLiveImport(ctx, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await countOf(liveImportRows, ctx)).toBe(0);
    expect(await countOf(credentials, ctx)).toBe(3);
  });

  it('is listed with the others, newest first, in pages', async () => {
    const ctx = await testWorkspace();
    const ids: string[] = [];
    for (let n = 1; n <= 3; n += 1) ids.unshift((await imported(ctx, keyLineOf(n))).id);
    const first = await listLiveImports(ctx, { limit: 2 });
    const second = await listLiveImports(ctx, { limit: 2, after: first.next });
    expect([...first.rows, ...second.rows].map(({ id }) => id)).toEqual(ids);
    expect(second.next).toBeNull();
  });

  it('has its lines in pages, of one outcome too', async () => {
    const ctx = await testWorkspace();
    const { id } = await imported(
      ctx,
      linesTo(6, (i) => (i % 2 === 0 ? '{' : keyLineOf(i))),
    );
    const first = await listLiveRows(ctx, id, { outcome: 'refused', after: 0, limit: 2 });
    const second = await listLiveRows(ctx, id, { outcome: 'refused', after: first.next ?? 0, limit: 2 });
    expect([first.rows, second.rows].map((rows) => rows.map(({ line }) => line))).toEqual([[2, 4], [6]]);
    expect(second.next).toBeNull();
  });
});

describe('a file that is not taken', () => {
  const send = (ctx: WorkspaceCtx, content: string, said: { bytes?: number; sha256?: string } = {}) =>
    startLiveImport(ctx, {
      fileName: 'x.jsonl',
      bytes: said.bytes ?? null,
      sha256: said.sha256 ?? null,
      body: (async function* () {
        yield Buffer.from(content);
      })(),
    });

  it.each([
    ['empty', '', {}, 'IMP-100'],
    ['blank', ' \r\n\n\t\n', {}, 'IMP-100'],
    ['not whole', '{}\n', { bytes: 4 }, 'IMP-304'],
    ['another', '{}\n', { sha256: '0'.repeat(64) }, 'IMP-304'],
    ['too large', '{}\n', { bytes: 65 * 1_024 * 1_024 }, 'IMP-103'],
    ['of too many lines', '\n'.repeat(100_001), {}, 'TOO_LARGE'],
  ])('%s says so, and leaves nothing', async (_, content, said, code) => {
    const ctx = await testWorkspace();
    await expect(send(ctx, content, said)).rejects.toMatchObject({ code });
    expect(await countOf(uploads, ctx)).toBe(0);
    expect(await listLiveImports(ctx)).toEqual({ rows: [], next: null });
  });

  it('needs nothing said of it', async () => {
    const ctx = await testWorkspace();
    const facts = await send(ctx, `${keyLineOf(1)}\n`);
    expect(facts).toMatchObject({ total: 1, fileBytes: Buffer.byteLength(keyLineOf(1)) + 1, state: 'running' });
    expect(facts.sha256).toMatch(/^[\da-f]{64}$/);
    await runDue();
    expect(await getLiveImport(ctx, facts.id)).toMatchObject({ state: 'done', counts: { created: 1 } });
  });
});

describe('the same file while it is being imported', () => {
  it('is the import that began then, however many send it at once', async () => {
    const ctx = await testWorkspace();
    const content = linesTo(5);
    const [first, ...others] = await Promise.all([begun(ctx, content), begun(ctx, content), begun(ctx, content)]);
    expect(others.map(({ id }) => id)).toEqual([first.id, first.id]);
    expect(await countOf(uploads, ctx)).toBe(1);
    await runDue();
    expect((await begun(ctx, content)).id).not.toBe(first.id);
    await runDue();
    expect((await listLiveImports(ctx)).rows).toMatchObject([{ counts: { unchanged: 5 } }, { counts: { created: 5 } }]);
  });

  it('waits with no more than nine others', async () => {
    const ctx = await testWorkspace();
    for (let n = 1; n <= 10; n += 1) await begun(ctx, keyLineOf(n));
    await expect(begun(ctx, keyLineOf(11))).rejects.toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
    expect((await begun(ctx, keyLineOf(3))).state).toBe('running');
    expect(await countOf(uploads, ctx)).toBe(10);
    await runDue();
    expect(await countOf(credentials, ctx)).toBe(10);
  });
});

describe('an import', () => {
  it('is nobody else’s, and nothing for a builder', async () => {
    const [ctx, other] = [await testWorkspace(), await testWorkspace()];
    const { id } = await begun(ctx, linesTo(3));
    for (const attempt of [
      () => getLiveImport(other, id),
      () => listLiveRows(other, id, all),
      () => listLiveRowViews(other, id, all),
      () => refusedLines(other, id).next(),
      () => stopLiveImport(other, id),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await listLiveImports(other)).rows).toEqual([]);
    for (const role of ['builder', 'viewer'] as const) {
      const lesser = withRole(ctx, role);
      for (const attempt of [
        () => begun(lesser, keyLineOf(1)),
        () => getLiveImport(lesser, id),
        () => listLiveImports(lesser),
        () => listLiveRows(lesser, id, all),
        () => listLiveRowViews(lesser, id, all),
        () => refusedLines(lesser, id).next(),
        () => stopLiveImport(lesser, id),
      ])
        await expect(attempt()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    await runDue();
    expect(await getLiveImport(ctx, id)).toMatchObject({ state: 'done' });
  });

  it('keeps to its order however it is asked twice to stop', async () => {
    const ctx = await testWorkspace();
    const { id } = await begun(ctx, linesTo(3));
    const [one, two] = await Promise.all([stopLiveImport(ctx, id), stopLiveImport(ctx, id)]);
    expect([one.state, two.state]).toEqual(['stopped', 'stopped']);
    await runDue();
    expect(await countOf(credentials, ctx)).toBe(0);
    expect(await told(ctx)).toEqual(['import.connections_started', 'import.connections_stopped']);
    await purgeUploads();
    expect(await countOf(uploads, ctx)).toBe(0);
  });
});
