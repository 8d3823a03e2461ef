import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { createCa, issue } from './fakes/ca.ts';
import { ask } from './http.ts';
import { newFolder, newSettings, removeFolder, startProduct, type Product } from './programs.ts';
import { expect, hydrated, test, watchConsole } from './test.ts';

const ca = createCa();
const folder = newFolder();
let product: Product;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  const { cert, key } = await issue(await ca, ['localhost']);
  const [TLS_CERT_FILE, TLS_KEY_FILE] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  writeFileSync(TLS_CERT_FILE, cert);
  writeFileSync(TLS_KEY_FILE, key, { mode: 0o600 });
  product = await startProduct({ ...(await newSettings(folder)), TLS_CERT_FILE, TLS_KEY_FILE });
});
test.afterAll(async () => {
  await product.stop();
  removeFolder(folder);
});

/** Whether somebody who believes our authority believes this door. */
async function isBelieved(origin: string): Promise<boolean> {
  const { hostname, port } = new URL(origin);
  const { cert } = await ca;
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), ca: cert, servername: hostname }, () => {
      resolve(socket.authorized);
      socket.end();
    });
    socket.once('error', reject);
  });
}

test('with a certificate of its own both doors speak TLS, and nothing else', async () => {
  for (const [origin, path] of [
    [product.origin, '/sign-in'],
    [product.apiOrigin, '/healthz'],
  ] as const) {
    expect(await isBelieved(origin)).toBe(true);
    expect(await ask(path, { origin })).toMatchObject({ status: 200 });
    await expect(ask(path, { origin: origin.replace('https:', 'http:') })).rejects.toThrow(/hang up|ECONNRESET|Parse/);
  }
});

test('the first owner comes in over it, with a cookie that never leaves it', async ({ browser }) => {
  const [setup = ''] = /https:\S+\/setup\?token=\S+/.exec(product.said()) ?? [];
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  const errors = watchConsole(page);
  await page.goto(setup);
  await page.getByLabel('Your name').fill('Mara Okafor');
  await page.getByLabel('E-mail').fill('mara@northwind.example');
  await page.getByLabel('Password').fill('pale water, ink and hairlines');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Tenant').fill('Northwind');
  await page.getByRole('button', { name: 'Set up' }).click();
  await expect(page.getByRole('heading', { name: 'App Credentials', level: 1 })).toBeVisible();
  await page.reload();
  await hydrated(page);
  const sessions = (await context.cookies()).filter(({ name }) => name === '__Host-keyhaven');
  expect(sessions).toMatchObject([{ secure: true, httpOnly: true }]);
  expect(errors()).toEqual([]);
  await context.close();
});
