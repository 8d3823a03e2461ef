import { and, eq } from 'drizzle-orm';
import { read, transact } from '#db/client.ts';
import { audit } from '#db/schema/audit.ts';
import { grants, refreshHosts } from '#db/schema/oauth.ts';
import { dayMs, hourMs, minuteMs } from '#lib/clock.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { newId } from '#lib/ids.ts';
import { appInput } from '#lib/oauth-apps/testing.ts';
import { createOauthApp } from '#lib/oauth-apps/commands.ts';
import { open, rowOf, toastOf } from './forms.ts';
import { join, newPerson } from './people.ts';
import { answers, programOf, until } from './programs.ts';
import { plant, type Planted } from './seed.ts';
import { elsewhere, expect, test } from './test.ts';
import { world } from './world.ts';

type Grant = Partial<typeof grants.$inferInsert>;

/** A credential with tokens that nothing refreshes while somebody looks; then its grant as it is given. */
async function plantTokens(ctx: WorkspaceCtx, name: string, grant: Grant = {}, change: Partial<Planted> = {}) {
  const id = await plant(ctx, name, {
    component: 'oauth2',
    authType: 'oauth2',
    settings: {
      baseUrl: 'https://api.example-saas.com',
      testPath: '/v1/me',
      grantType: 'authorization_code',
      clientId: 'keyhaven-web',
      scope: 'read write',
    },
    secret: {
      accessToken: `access-${newId('ver')}`,
      refreshToken: `refresh-${newId('ver')}`,
      expiresAt: new Date(Date.now() + 30 * dayMs).toISOString(),
    },
    audience: ['https://api.example-saas.com:443', 'https://login.example.com:443'],
    ...change,
  });
  await transact(async (tx) => {
    await tx
      .update(grants)
      .set(grant)
      .where(and(eq(grants.tenantId, ctx.tenantId), eq(grants.credentialId, id)));
  });
  return id;
}

const ended = 'The provider ended the session.';
const broken: Grant = {
  state: 'reconnect',
  refreshDueAt: null,
  failingSince: Date.now() - 3 * hourMs,
  failureMessage: ended,
};
const asBroken = { state: 'reconnect' as const };

test('tokens are listed by when they are due, and the view is in the address', async ({ page, base, ctx }) => {
  await createOauthApp(ctx, appInput());
  await plantTokens(ctx, 'Later', { refreshDueAt: Date.now() + 5 * hourMs });
  await plantTokens(ctx, 'Sooner', { refreshDueAt: Date.now() + hourMs });
  await plantTokens(ctx, 'Broken', broken, asBroken);
  await plantTokens(ctx, 'Shaky', {
    state: 'retrying',
    refreshDueAt: Date.now() + 2 * hourMs,
    failureMessage: `The provider did not answer in time. ${'It said nothing more. '.repeat(12)}`.trim(),
    failingSince: Date.now() - 20 * minuteMs,
    host: 'shaky.example.com:443',
  });
  await transact(async (tx) => {
    const trouble = { failures: 4, lastCode: 'OUT-106', failingSince: Date.now() - hourMs, pausedUntil: null };
    await tx
      .insert(refreshHosts)
      .values({ host: 'shaky.example.com:443', ...trouble })
      .onConflictDoNothing();
  });
  await plant(ctx, 'Key with an end', { expiresAt: Date.now() + 20 * dayMs });

  await open(page, `${base}/credentials`);
  await page.getByRole('link', { name: 'Freshness of tokens' }).click();
  const table = page.getByRole('region', { name: 'Tokens by when they are due' });
  await expect(table.locator('tbody .namecell a')).toHaveText(['Sooner', 'Shaky', 'Later', 'Broken']);
  await expect(page.getByRole('region', { name: 'Providers in trouble' })).toContainText('shaky.example.com:443');
  await expect(page.getByRole('region', { name: 'Need somebody to sign in again' })).toContainText(ended);
  await expect(page.getByRole('region', { name: 'Retrying' })).toContainText('did not answer in time');
  const beyond = await table.evaluate((region) => region.scrollWidth - region.clientWidth);
  expect(beyond, 'what a provider says wraps').toBe(0);
  await expect(page.getByRole('img', { name: /In the next 90 days 1 credential ends, none of them/ })).toBeVisible();
  await page.getByText('Show as table').click();
  await expect(page.getByRole('cell', { name: '1', exact: true })).toBeVisible();

  await page.getByRole('link', { name: /^Retrying/ }).click();
  await expect(page).toHaveURL(/state=retrying/);
  await expect(table.locator('tbody .namecell a')).toHaveText(['Shaky']);
  await page.reload();
  await expect(table.locator('tbody .namecell a')).toHaveText(['Shaky']);
});

test('where there are no tokens yet, the page says what would be here', async ({ page, base }) => {
  await open(page, `${base}/freshness`);
  await expect(page.getByRole('heading', { name: 'No tokens to keep fresh yet' })).toBeVisible();
});

test('a credential that has lost its access is the worst of its card, and says how it is repaired', async ({
  page,
  base,
  ctx,
}) => {
  const id = await plantTokens(ctx, 'Orders', broken, asBroken);
  await plantTokens(ctx, 'Fine', { state: 'live' });
  await open(page, `${base}/credentials`);
  await expect(page.getByRole('main')).toContainText('1 to reconnect');
  await page.getByRole('link', { name: /^Reconnect needed/ }).click();
  await expect(page).toHaveURL(/state=reconnect/);
  await open(page, `${base}/credentials/oauth2?state=reconnect`);
  await expect(page.locator('tbody .namecell a')).toHaveText(['Orders']);
  await open(page, `${base}/credentials/oauth2/${id}`);
  const panel = page.locator('.panel', { has: page.getByRole('heading', { name: 'Sign-in' }) });
  await expect(panel).toContainText('Reconnect needed');
  await expect(panel).toContainText('Fails since');
  await expect(page.getByRole('main')).toContainText('Sign in again to repair it; the id and every flow stay.');
  await expect(page.getByRole('button', { name: 'Reconnect Orders' })).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Refresh now' })).toHaveCount(0);
});

test('refreshing is stopped and resumed by whoever may, and each is told in the activity', async ({
  page,
  base,
  ctx,
  owner,
  place,
  browser,
}) => {
  await createOauthApp(ctx, appInput());
  const id = await plantTokens(ctx, 'Orders', { scopesGranted: ['read'] });
  const address = `${base}/credentials/oauth2/${id}`;
  await open(page, address);
  const panel = page.locator('.panel', { has: page.getByRole('heading', { name: 'Sign-in' }) });
  await expect(panel).toContainText('Kept fresh');
  await expect(panel).toContainText('Orders, production');
  await expect(panel).toContainText('Asked for and not granted');
  await panel.getByRole('button', { name: 'Stop refreshing' }).click();
  await expect(toastOf(page)).toContainText('Orders is not refreshed any more');
  await expect(panel).toContainText('Stopped by a person');
  await panel.getByRole('button', { name: 'Resume refreshing' }).click();
  await expect(panel).toContainText('Kept fresh');
  await open(page, `${base}/activity`);
  await expect(page.getByRole('main')).toContainText(/stopped refreshing/i);
  const viewer = await newPerson('Jonas Lind');
  await join(viewer, owner, place, 'viewer');
  await elsewhere(browser, viewer, async (theirs) => {
    await open(theirs, address);
    const theirPanel = theirs.locator('.panel', { has: theirs.getByRole('heading', { name: 'Sign-in' }) });
    await expect(theirPanel).toContainText('Kept fresh');
    await expect(theirPanel.getByRole('button', { name: 'Stop refreshing' })).toHaveCount(0);
  });
});

/** The engine ends, and the one that is started in its place answers. */
async function anotherEngine(): Promise<void> {
  const { watcher, apiOrigin } = world();
  const before = programOf(watcher, 'engine.ts');
  if (before === null) throw new Error('No engine runs.');
  process.kill(before, 'SIGTERM');
  const isAnother = () => ![null, before].includes(programOf(watcher, 'engine.ts'));
  await until('another engine answers', async () => isAnother() && answers(apiOrigin, '/healthz'), 2 * minuteMs);
}

test('an end that is near is told once, on the page and in the activity', async ({ page, base, ctx }) => {
  test.setTimeout(180_000);
  const id = await plant(ctx, 'Deploy token', { expiresAt: Date.now() + 6.5 * dayMs });
  await open(page, `${base}/credentials/github/${id}`);
  await expect(page.getByRole('main')).toContainText(/Expires in [67] days\. ?Replace it before \d+ \w{3};/);
  const warned = async (credentialId: string) => {
    const isOfIt = and(eq(audit.tenantId, ctx.tenantId), eq(audit.targetId, credentialId));
    const rows = await read()
      .select({ detail: audit.detail })
      .from(audit)
      .where(and(isOfIt, eq(audit.action, 'credential.expiring')));
    return rows.map((row) => row.detail?.['days']);
  };
  // The job looks once a minute, and as soon as its program starts: at what ends first, then at what ends later.
  await anotherEngine();
  await expect.poll(() => warned(id)).toEqual([7]);
  const later = await plant(ctx, 'Later token', { expiresAt: Date.now() + 6.6 * dayMs });
  await anotherEngine();
  await expect.poll(() => warned(later)).toEqual([7]);
  expect(await warned(id)).toEqual([7]);
  await open(page, `${base}/activity`);
  await expect(rowOf(page, 'Deploy token')).toContainText('warned of the end of');
});

test('whoever runs a tenant says which letters they get', async ({ page, base }) => {
  await open(page, `${base}/settings`);
  const ending = page.getByRole('checkbox', { name: /a credential ends in/ });
  await expect(ending).toBeChecked();
  await ending.uncheck();
  await expect(toastOf(page)).toContainText('Saved which letters you get');
  await open(page, `${base}/settings`);
  await expect(page.getByRole('checkbox', { name: /a credential ends in/ })).not.toBeChecked();
  await expect(page.getByRole('checkbox', { name: /has to sign in again/ })).toBeChecked();
  await expect(page.getByRole('main')).toContainText('this installation has no mail server');
});
