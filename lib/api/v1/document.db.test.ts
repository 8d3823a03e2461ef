import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Validator } from '@seriousme/openapi-schema-validator';
import { generateApi } from 'swagger-typescript-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { scopes } from '#lib/access.ts';
import { statusOfCode } from '#lib/errors.ts';
import { restInput, startTestApp, type TestApp } from '#lib/credentials/testing.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { ask, startListener, testKey } from '../testing.ts';
import { listOperations } from './testing.ts';

let app: TestApp;
let folder: string;

beforeAll(async () => {
  await testDatabase();
  app = await startTestApp();
  folder = mkdtempSync(join(tmpdir(), 'keyhaven-client-'));
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const documented = async () => (await ask('GET', '/v1/openapi.json')).body as Record<string, unknown>;

describe('the document', () => {
  it('is OpenAPI 3.1, and is read without a key', async () => {
    const validator = new Validator();
    const result = await validator.validate(await documented());
    expect(result.errors ?? []).toEqual([]);
    expect([result.valid, validator.version]).toEqual([true, '3.1']);
  });

  it('says of every operation its key, its scope and its errors', async () => {
    const operations = await listOperations();
    expect(new Set(operations.map((one) => one.operationId)).size).toBe(operations.length);
    for (const { operationId, scope, statuses } of operations) {
      expect([...scopes, null], operationId).toContain(scope);
      for (const status of [400, 401, 403, 429]) expect(statuses, operationId).toContain(status);
    }
    expect(statusOfCode('PRECONDITION_REQUIRED')).toBe(428);
  });
});

interface Client {
  readonly credentials: {
    readonly createCredential: (body: object) => Promise<{ status: number; data: { id: string } }>;
    readonly getCredential: (id: string) => Promise<{ data: { name: string; createdAt: string } }>;
    readonly listCredentials: (query: object) => Promise<{ data: { data: { id: string; state: string }[] } }>;
  };
}

describe('a client that is generated from the document', () => {
  it('compiles, and brings a credential in and finds it again', { timeout: 60_000 }, async () => {
    const input = join(folder, 'openapi.json');
    writeFileSync(input, JSON.stringify(await documented()));
    const fileName = 'client.ts';
    await generateApi({ input, output: folder, fileName, httpClientType: 'fetch', silent: true });
    expect(await compiled(join(folder, fileName))).toEqual({ code: 0, output: '' });

    const ctx = await testWorkspace();
    const listener = await startListener();
    try {
      const made: { Api: new (config: object) => Client } = await import(
        /* @vite-ignore */ pathToFileURL(join(folder, fileName)).href
      );
      const headers = { authorization: `Bearer ${await testKey(ctx)}` };
      const client = new made.Api({ baseUrl: `${listener.origin}/v1`, baseApiParams: { headers } });
      const saved = await client.credentials.createCredential(restInput(app));
      expect(saved.status).toBe(201);
      const { data } = await client.credentials.getCredential(saved.data.id);
      expect(data).toMatchObject({ name: 'Orders API' });
      expect(Date.now() - Date.parse(data.createdAt)).toBeLessThan(60_000);
      const found = await client.credentials.listCredentials({ state: ['passed', 'failed'] });
      expect(found.data.data).toMatchObject([{ id: saved.data.id, state: 'passed' }]);
    } finally {
      await listener.stop();
    }
  });
});

/** As somebody would who has the generated file alone. */
function compiled(file: string): Promise<{ code: number | null; output: string }> {
  const flags = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2022', '--module', 'esnext'];
  const tsc = join(import.meta.dirname, '../../../node_modules/.bin/tsc');
  const child = spawn(tsc, [...flags, '--lib', 'es2023,dom,dom.iterable', '--types', '', file], { cwd: folder });
  return new Promise((resolve) => {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('close', (code) => resolve({ code, output: output.trim() }));
  });
}
