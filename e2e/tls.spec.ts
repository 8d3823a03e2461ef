import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { createCa, issue } from './fakes/ca.ts';
import { ask } from './http.ts';
import { newFolder, newSettings, removeFolder, startProduct, type Product } from './programs.ts';
import { elsewhere, expect, hydrated, setUp, test } from './test.ts';

interface Place {
  readonly product: Product;
  /** Of the authority that its certificate is from. */
  readonly ca: string;
}

/** The whole product with a certificate of its own. */
async function withCertificate(run: (place: Place) => Promise<void>): Promise<void> {
  test.setTimeout(180_000);
  const folder = newFolder();
  const [TLS_CERT_FILE, TLS_KEY_FILE] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  try {
    const ca = await createCa();
    const { cert, key } = await issue(ca, ['localhost']);
    writeFileSync(TLS_CERT_FILE, cert);
    writeFileSync(TLS_KEY_FILE, key, { mode: 0o600 });
    const product = await startProduct({ ...(await newSettings(folder)), TLS_CERT_FILE, TLS_KEY_FILE });
    try {
      await run({ product, ca: ca.cert });
    } finally {
      await product.stop();
    }
  } finally {
    removeFolder(folder);
  }
}

/** Whether somebody who believes that authority believes this door. */
function isBelieved(origin: string, ca: string): Promise<boolean> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), ca, servername: hostname }, () => {
      resolve(socket.authorized);
      socket.end();
    });
    socket.once('error', reject);
  });
}

const inClear = (origin: string): string => origin.replace('https:', 'http:');

test.describe('with a certificate of its own', () => {
  test.use({ ignoreHTTPSErrors: true });

  test('both doors speak TLS and nothing else, and the first owner comes in over it', async ({ browser }) => {
    await withCertificate(async ({ product, ca }) => {
      for (const [origin, path] of [
        [product.origin, '/sign-in'],
        [product.apiOrigin, '/healthz'],
      ] as const) {
        expect(await isBelieved(origin, ca)).toBe(true);
        expect(await ask(path, { origin })).toMatchObject({ status: 200 });
        await expect(ask(path, { origin: inClear(origin) })).rejects.toThrow(/hang up|ECONNRESET|Parse/);
      }
      const [setup = ''] = /https:\S+\/setup\?token=\S+/.exec(product.said()) ?? [];
      await elsewhere(browser, null, async (page) => {
        await setUp(page, setup, 'pale water, ink and hairlines');
        await page.reload();
        await hydrated(page);
        const cookies = await page.context().cookies();
        expect(cookies.map(({ name }) => name)).toContain('__Host-keyhaven');
        for (const { name, secure, httpOnly } of cookies)
          expect([name.startsWith('__Host-'), secure, httpOnly], name).toEqual([true, true, true]);
      });
    });
  });
});
