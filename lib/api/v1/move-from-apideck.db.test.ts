import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase } from '#db/testing.ts';
import { startReceiver } from '#lib/deliveries/testing.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { runDue } from '#lib/live-imports/testing.ts';
import { withJob } from '#lib/testing.ts';
import { createOauthApp } from '#lib/oauth-apps/commands.ts';
import { appInput } from '#lib/oauth-apps/testing.ts';
import { startListener, testKey } from '../testing.ts';

beforeAll(testDatabase);

const root = join(import.meta.dirname, '../../..');
const guide = readFileSync(join(root, 'docs/move-from-apideck.md'), 'utf8');
const blocks = [...guide.matchAll(/^```(bash|js)\n(.*?)^```$/gms)].map(([, language = '', code = '']) => ({
  language,
  code,
}));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'apideck-'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
});
afterAll(() => rmSync(folder, { recursive: true }));

it('is a guide whose every command does what it says', async () => {
  const ctx = await testWorkspace();
  await createOauthApp(ctx, appInput({ component: 'hubspot', name: 'Ours', settings: {}, params: {}, scopes: [] }));
  const [listener, receiver] = [await startListener(), await startReceiver()];
  /** As a reader would: their own host, key and tokens in the places of the examples. */
  const asTyped = (code: string, key: string): string =>
    code
      .replaceAll('https://keyhaven-api.example.com', listener.origin)
      .replaceAll('https://product.example.com/hooks', receiver.url)
      .replaceAll('khk_…', key)
      .replaceAll('wsp_…', ctx.workspaceId)
      .replaceAll('…', '0123456789');
  try {
    const key = await testKey(ctx);
    const script = blocks.map(({ language, code }, at) => {
      if (language === 'bash') return asTyped(code, key);
      writeFileSync(join(folder, `${at}.mjs`), asTyped(code, key));
      return `HOST=$HOST KEY=$KEY APP=$APP ${JSON.stringify(process.execPath)} ${at}.mjs`;
    });
    expect(blocks.map(({ language }) => language)).toContain('js');
    expect(blocks.length).toBeGreaterThan(7);
    const bash = promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script.join('\n')], { cwd: folder });
    const { stdout } = await withJob(runDue, bash);
    expect(stdout).toContain('crm+hubspot ');
    // The first line has the tokens of the SDK's example, and says of them that they ended weeks ago.
    const facts: unknown = JSON.parse(readFileSync(join(folder, 'import.json'), 'utf8'));
    expect(facts).toMatchObject({ state: 'done', total: 3, created: 1, updated: 1, refused: 1 });
    expect(readFileSync(join(folder, 'refused.txt'), 'utf8')).toMatch(/^3\tblue-77\tCONNECTOR_UNKNOWN\t/);
    expect(readFileSync(join(folder, 'consumers.txt'), 'utf8').trim().split('\n').toSorted()).toEqual([
      'acme-1042',
      'blue-77',
      'cold-3',
    ]);
  } finally {
    await Promise.all([listener.stop(), receiver.close()]);
  }
}, 60_000);
