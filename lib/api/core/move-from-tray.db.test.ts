import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { createOauthApp } from '#lib/oauth-apps/commands.ts';
import { appInput } from '#lib/oauth-apps/testing.ts';
import { startListener, testKey } from '../testing.ts';

beforeAll(testDatabase);

const guide = readFileSync(join(import.meta.dirname, '../../../docs/move-from-tray.md'), 'utf8');
const commands = [...guide.matchAll(/^```bash\n(.*?)^```$/gms)].map(([, code = '']) => code);

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'tray-'))));
afterAll(() => rmSync(folder, { recursive: true }));

/** As a reader would: their own host, key and tokens in the places of the examples. */
const asTyped = (origin: string, key: string): string =>
  commands
    .join('\n')
    .replaceAll('https://keyhaven-api.example.com', origin)
    .replaceAll('khk_…', key)
    .replaceAll('…', '0123456789');

it('is a guide whose every command does what it says', async () => {
  const ctx = await testWorkspace();
  await createOauthApp(
    ctx,
    appInput({ component: 'hubspot', name: 'Production', settings: {}, params: {}, scopes: [] }),
  );
  const { origin, stop } = await startListener();
  try {
    const script = asTyped(origin, await testKey(ctx));
    expect(commands.length).toBeGreaterThan(5);
    const run = promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], { cwd: folder });
    const { stdout } = await run;
    expect(stdout).toContain('"name":"hubspot"');
    expect(stdout).toContain('"title":"Production"');
    expect(stdout).toMatch(/"id":"crd_\w+"/);
    expect(stdout.trimEnd().endsWith('true')).toBe(true);
    const full: unknown = JSON.parse(readFileSync(join(folder, 'full.json'), 'utf8'));
    expect(full).toMatchObject({ name: 'HubSpot of Ada', credentials: { access_token: 'CJT0123456789' } });
  } finally {
    await stop();
  }
});
