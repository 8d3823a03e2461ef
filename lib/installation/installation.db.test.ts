import { mkdtempSync, readFileSync, renameSync, existsSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { emptyDatabase } from '#db/testing.ts';
import { transact } from '#db/client.ts';
import { migrationState } from '#db/migrate.ts';
import { installation } from '#db/schema/installation.ts';
import { env } from '#lib/env.ts';
import { systemClock } from '#lib/clock.ts';
import { setupLinkMs } from './model.ts';

/** A start is a new process: what this module keeps between calls is forgotten. */
async function freshStart() {
  vi.resetModules();
  const [commands, queries] = await Promise.all([import('./commands.ts'), import('./queries.ts')]);
  return { ...commands, ...queries };
}

beforeEach(async () => {
  delete process.env['KEYHAVEN_ROOT_KEY'];
  delete process.env['KEY_FILE'];
  await emptyDatabase();
});
afterEach(() => {
  delete process.env['TLS_CERT_FILE'];
  delete process.env['KEYHAVEN_ROOT_KEY'];
  delete process.env['KEY_FILE'];
});

describe('the root key', () => {
  it('is made once, with the first database', async () => {
    const first = await (await freshStart()).boot();
    expect(first).toMatchObject({ keyFile: env.keyFile, created: true });
    const key = readFileSync(env.keyFile, 'utf8');
    expect(await (await freshStart()).boot()).toMatchObject({ keyFile: null, created: false });
    expect(readFileSync(env.keyFile, 'utf8')).toBe(key);
  });

  it('that is missing beside a database stops the start and is not made anew', async () => {
    await (await freshStart()).boot();
    renameSync(env.keyFile, `${env.keyFile}.away`);
    await expect((await freshStart()).boot()).rejects.toThrow(/is missing, and .* exists/);
    expect(existsSync(env.keyFile)).toBe(false);
  });

  it('of another database stops the start and names both', async () => {
    await (await freshStart()).boot();
    process.env['KEYHAVEN_ROOT_KEY'] = randomBytes(32).toString('base64');
    await expect((await freshStart()).boot()).rejects.toThrow(/KEYHAVEN_ROOT_KEY is not the one .* was made with/);
  });

  it('that was configured and is not there is not made', async () => {
    process.env['KEY_FILE'] = join(mkdtempSync(join(tmpdir(), 'keyhaven-key-')), 'elsewhere.key');
    await expect((await freshStart()).boot()).rejects.toThrow('elsewhere.key');
    expect(existsSync(process.env['KEY_FILE'])).toBe(false);
  });
});

describe('the setup link', () => {
  it('opens once, ends in time, and is replaced by the next start', async () => {
    const started = await freshStart();
    const token = new URL((await started.boot()).setupUrl ?? '').searchParams.get('token') ?? '';
    expect(await started.findSetup(token, systemClock())).not.toBeNull();
    expect(await started.findSetup(token, systemClock() + setupLinkMs + 1)).toBeNull();
    const next = new URL((await started.boot()).setupUrl ?? '').searchParams.get('token') ?? '';
    expect(await started.findSetup(token, systemClock())).toBeNull();
    const uses = await Promise.all([1, 2, 3].map(() => transact((tx, now) => started.closeSetup(tx, next, now))));
    expect(uses.filter(Boolean)).toHaveLength(1);
    expect((await started.boot()).setupUrl).toBeNull();
  });

  it('is an address that is served: https where TLS is our own', async () => {
    const started = await freshStart();
    expect((await started.boot()).setupUrl).toMatch(/^http:\/\/localhost:\d+\/setup\?token=/);
    process.env['TLS_CERT_FILE'] = 'cert.pem';
    expect((await started.boot()).setupUrl).toMatch(/^https:\/\/localhost:\d+\/setup\?token=/);
  });
});

describe('a program that only joins', () => {
  it('makes nothing where nothing is yet, neither tables nor a key', async () => {
    await expect((await freshStart()).joinInstallation()).rejects.toThrow(/is empty\. Start a dashboard on it once/);
    expect(await migrationState()).toBe('empty');
    expect(existsSync(env.keyFile)).toBe(false);
  });

  it('takes what a dashboard has made as it is: the key, and the link for the first owner', async () => {
    const first = await freshStart();
    const token = new URL((await first.boot()).setupUrl ?? '').searchParams.get('token') ?? '';
    const key = readFileSync(env.keyFile, 'utf8');
    const joined = await freshStart();
    await joined.joinInstallation();
    expect(readFileSync(env.keyFile, 'utf8')).toBe(key);
    expect(await joined.findSetup(token, systemClock())).not.toBeNull();
  });

  it('needs the key the database was made with', async () => {
    await (await freshStart()).boot();
    renameSync(env.keyFile, `${env.keyFile}.away`);
    await expect((await freshStart()).joinInstallation()).rejects.toThrow(/is missing, and .* exists/);
    expect(existsSync(env.keyFile)).toBe(false);
    process.env['KEYHAVEN_ROOT_KEY'] = randomBytes(32).toString('base64');
    await expect((await freshStart()).joinInstallation()).rejects.toThrow(
      /KEYHAVEN_ROOT_KEY is not the one .* was made with/,
    );
  });

  it('does not join a database whose record is gone', async () => {
    await (await freshStart()).boot();
    await transact(async (tx) => {
      await tx.delete(installation);
    });
    await expect((await freshStart()).joinInstallation()).rejects.toThrow('no installation record');
  });
});
