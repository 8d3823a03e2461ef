import { goodTokens } from './fakes/good-tokens.ts';
import { cardOf, dialogOf, fieldOf, fill, openCreate, postgresFields, rowOf, saveButton, toastOf } from './forms.ts';
import { ctxOf } from './people.ts';
import { liveRows, plant } from './seed.ts';
import { expect, test } from './test.ts';

type Typed = Record<string, string>;
interface Way {
  readonly app: string;
  readonly way: string;
  readonly right: () => Typed;
  readonly wrong: Typed;
  /** What is said of the right one and of the wrong one. */
  readonly accepts: string;
  readonly refuses: string;
  readonly fix: string;
  readonly code: string;
}

const rest = { 'Base URL': 'https://api.example-saas.com', 'Test path': '/v1/me' };
const restRefuses = {
  refuses: 'REST API did not accept the',
  fix: 'Copy it again and paste it whole.',
  code: 'unauthorized',
};

const ways: readonly Way[] = [
  {
    app: 'GitHub',
    way: 'token',
    right: () => ({ 'Personal access token': goodTokens.github }),
    wrong: { 'Personal access token': 'ghp_mistyped' },
    accepts: 'Connected as octocat.',
    refuses: 'GitHub did not accept the personal access token.',
    fix: 'Make a new one under Settings, Developer settings',
    code: 'unauthorized',
  },
  {
    app: 'Slack',
    way: 'token',
    right: () => ({ Token: goodTokens.slack }),
    wrong: { Token: 'xoxb-mistyped' },
    accepts: 'Connected as grace in Subarachnoid Workspace.',
    refuses: 'Slack did not accept the token.',
    fix: 'Copy it again from OAuth & Permissions',
    code: 'unauthorized',
  },
  {
    app: 'Stripe',
    way: 'key',
    right: () => ({ 'API key': goodTokens.stripe }),
    wrong: { 'API key': 'sk_test_mistyped' },
    accepts: 'Connected as acct_1Nv0FGQ9RKHgCVdK.',
    refuses: 'Stripe did not accept the API key.',
    fix: 'Test and live keys are different.',
    code: 'unauthorized',
  },
  {
    app: 'Mailchimp',
    way: 'key, its data centre read from the end',
    right: () => ({ 'API key': goodTokens.mailchimp }),
    wrong: { 'API key': 'mistyped-us21' },
    accepts: 'Connected as Northwind Newsletter.',
    refuses: 'Mailchimp did not accept the API key.',
    fix: 'with the data centre at its end',
    code: 'unauthorized',
  },
  {
    app: 'REST API',
    way: 'key in a header',
    right: () => ({ ...rest, 'API key': goodTokens.rest }),
    wrong: { 'API key': 'mistyped' },
    accepts: 'REST API accepted',
    ...restRefuses,
  },
  {
    app: 'REST API',
    way: 'key in the address',
    right: () => ({ ...rest, 'Sent as': 'query', 'API key': goodTokens.rest }),
    wrong: { 'API key': 'mistyped' },
    accepts: 'REST API accepted',
    ...restRefuses,
  },
  {
    app: 'REST API',
    way: 'bearer token',
    right: () => ({ 'Sign-in': 'Bearer token', ...rest, Token: goodTokens.rest }),
    wrong: { Token: 'mistyped' },
    accepts: 'REST API accepted',
    ...restRefuses,
  },
  {
    app: 'REST API',
    way: 'user and password',
    right: () => ({
      'Sign-in': 'User and password',
      ...rest,
      User: goodTokens.restUser,
      Password: goodTokens.restPassword,
    }),
    wrong: { Password: 'mistyped' },
    accepts: 'REST API accepted',
    ...restRefuses,
  },
  {
    app: 'PostgreSQL',
    way: 'sign-in',
    right: () => postgresFields(),
    wrong: { Password: 'mistyped' },
    accepts: 'Connected as postgres',
    refuses: 'PostgreSQL did not accept the password.',
    fix: 'so host and port are right',
    code: 'wrong_password',
  },
];

for (const { app, way, right, wrong, accepts, refuses, fix, code } of ways) {
  test(`${app}, ${way}: a wrong one keeps nothing but what was typed, the right one is kept`, async ({
    page,
    base,
    ctx,
  }) => {
    const name = 'Northwind sync';
    const dialog = await openCreate(page, base, app);
    await fill(dialog, { ...right(), ...wrong, Name: name });
    await saveButton(page).click();

    const alert = dialog.getByRole('alert');
    await expect(alert).toContainText(refuses);
    await expect(alert).toContainText(fix);
    await alert.getByText('Details').click();
    await expect(alert.locator('code')).toHaveText(code);
    await expect(dialog).toContainText('Nothing was saved. What you typed is kept.');
    for (const [label, value] of Object.entries({ ...right(), ...wrong, Name: name }))
      if (label !== 'Sign-in') await expect(fieldOf(dialog, label)).toHaveValue(value);
    expect(await liveRows(ctx)).toEqual([]);

    const [field = ''] = Object.keys(wrong);
    await fill(dialog, { [field]: right()[field] ?? '' });
    await saveButton(page).click();
    await expect(dialog).toBeHidden();
    await expect(toastOf(page)).toContainText(`Saved ${name}`);
    await expect(toastOf(page)).toContainText(accepts);
    await expect(cardOf(page, app)).toContainText('1 credential');
    await expect(cardOf(page, app)).toContainText('Passed');
    expect(await liveRows(ctx)).toMatchObject([{ name, state: 'passed' }]);
  });
}

for (const { app, typed, reason } of [
  {
    app: 'Slack',
    typed: { 'Sign-in': 'Incoming webhook', 'Webhook URL': 'https://hooks.slack.com/services/T0/B0/not-real' },
    reason: 'Slack offers no way to check a webhook without posting a message.',
  },
  {
    app: 'REST API',
    typed: { 'Base URL': 'https://api.example-saas.com', 'API key': 'whatever it is' },
    reason: 'No test path is given, so there is nothing to ask this API.',
  },
])
  test(`${app}: what cannot be checked is saved on purpose only, and says so`, async ({ page, base, ctx }) => {
    const dialog = await openCreate(page, base, app);
    await fill(dialog, { ...typed, Name: 'Alerts' });
    await saveButton(page).click();
    const offer = dialog.getByRole('status').filter({ hasText: 'Save it as unverified?' });
    await expect(offer).toContainText(reason);
    expect(await liveRows(ctx)).toEqual([]);
    await offer.getByRole('button', { name: 'Save as unverified' }).click();
    await expect(dialog).toBeHidden();
    await expect(cardOf(page, app)).toContainText('1 not testable');
    expect(await liveRows(ctx)).toMatchObject([{ name: 'Alerts', state: 'not_testable' }]);
  });

test('what came along with a pasted token is taken away, and told', async ({ page, base, owner, place }) => {
  const dialog = await openCreate(page, base, 'GitHub');
  await fill(dialog, { Name: 'Pasted', 'Personal access token': `  "Bearer ${goodTokens.github}" ` });
  await saveButton(page).click();
  await expect(toastOf(page)).toContainText('Connected as octocat.');
  await expect(toastOf(page)).toContainText('Quotes around Personal access token were removed.');
  await expect(toastOf(page)).toContainText('The word Bearer in front of Personal access token was removed.');
  expect(await liveRows(await ctxOf(owner, place))).toMatchObject([{ state: 'passed' }]);
});

test('a token of 8 KB arrives whole: the app is asked, and says no', async ({ page, base }) => {
  const dialog = await openCreate(page, base, 'GitHub');
  const token = 'k'.repeat(8_192);
  await fill(dialog, { Name: 'Long', 'Personal access token': token });
  await saveButton(page).click();
  await expect(dialog.getByRole('alert')).toContainText('GitHub did not accept');
  await expect(fieldOf(dialog, 'Personal access token')).toHaveValue(token);
});

test('a name may be of any script, and 200 long', async ({ page, base, owner, place }) => {
  const names = ['Žluťoučký kůň', '注文の同期', 'مزامنة الطلبات', 'סנכרון', '👩🏽‍💻 ops', 'x'.repeat(200)];
  for (const name of names) {
    const dialog = await openCreate(page, base, 'GitHub');
    await fill(dialog, { Name: name, 'Personal access token': goodTokens.github });
    await saveButton(page).click();
    await expect(dialog).toBeHidden();
  }
  await page.goto(`${base}/credentials/github`);
  for (const name of names) await expect(page.getByRole('link', { name, exact: true })).toBeVisible();
  const stored = await liveRows(await ctxOf(owner, place));
  expect(stored.map((row) => row.name).toSorted()).toEqual(names.toSorted());
  await expect(rowOf(page, 'xxx').getByText('Passed')).toBeInViewport({ ratio: 1 });
  const isWider = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(isWider).toBe(false);
});

test('U+0000 in a name is refused with words at the field, and the rest stays', async ({
  page,
  base,
  owner,
  place,
}) => {
  const dialog = await openCreate(page, base, 'GitHub');
  await fill(dialog, { 'Personal access token': goodTokens.github });
  await dialog.getByLabel('Name', { exact: true }).fill('null\u0000byte');
  await saveButton(page).click();
  await expect(dialog.getByText(/characters that cannot be stored|control characters/)).toBeVisible();
  await expect(fieldOf(dialog, 'Personal access token')).toHaveValue(goodTokens.github);
  expect(await liveRows(await ctxOf(owner, place))).toEqual([]);
});

test('a name that is taken is told at its field, whatever its case', async ({ page, base, ctx }) => {
  await plant(ctx, 'Straße');
  const dialog = await openCreate(page, base, 'GitHub');
  await fill(dialog, { Name: 'STRASSE', 'Personal access token': goodTokens.github });
  await saveButton(page).click();
  await expect(dialog.getByText('There is a credential of this app called STRASSE here already.')).toBeVisible();
  await expect(dialog.getByLabel('Name', { exact: true })).toBeFocused();
  expect(await liveRows(ctx)).toHaveLength(1);
});

test('pressed twice, it is made once', async ({ page, base, owner, place }) => {
  const dialog = await openCreate(page, base, 'GitHub');
  await fill(dialog, { Name: 'Once', 'Personal access token': goodTokens.github });
  await saveButton(page).dblclick();
  await expect(dialog).toBeHidden();
  await expect(cardOf(page, 'GitHub')).toContainText('1 credential');
  await page.goto(`${base}/credentials/github`);
  await expect(rowOf(page, 'Once')).toHaveCount(1);
  await expect(dialogOf(page)).toHaveCount(0);
  expect(await liveRows(await ctxOf(owner, place))).toHaveLength(1);
});
