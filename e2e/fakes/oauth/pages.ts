import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { readForm } from './token-endpoint.ts';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => escapes[sign] ?? '');

const page = (title: string, content: string): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 24rem; margin: 10vh auto; padding: 0 1rem; color: #1c1c1c; background: #fff }
  label { display: block; margin: 0.5rem 0 } input[name=login] { width: 100%; font: inherit; padding: 0.4rem }
  button { font: inherit; padding: 0.5rem 1rem; margin: 1rem 0.5rem 0 0 }
</style>
<main><h1>${title}</h1><form method="post">${content}</form></main></html>`;

const loginPage = (): string =>
  page(
    'Sign in',
    `<label>User <input name="login" value="ada" autofocus></label><button name="do" value="go">Sign in</button>`,
  );

const consentPage = (app: string, scopes: readonly string[]): string => {
  const boxes = scopes.map(
    (scope) =>
      `<label><input type="checkbox" name="scope" value="${escaped(scope)}" checked> ${escaped(scope)}</label>`,
  );
  return page(
    'Allow access',
    `<p>${escaped(app)} wants to use your account.</p>${boxes.join('')}
    <button name="do" value="go">Allow</button><button name="do" value="deny">Deny</button>`,
  );
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const wordsOf = (value: unknown): string[] => textOf(value).split(' ').filter(Boolean);

/** The pages between `/auth` and the callback: who are you, and may this client do that. */
export async function interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
  const isLogin = prompt.name === 'login';
  if (request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    response.end(isLogin ? loginPage() : consentPage(textOf(params['client_id']), wordsOf(params['scope'])));
    return;
  }
  const form = await readForm(request);
  if (form.get('do') === 'deny') {
    await provider.interactionFinished(request, response, { error: 'access_denied' });
    return;
  }
  if (isLogin) {
    await provider.interactionFinished(request, response, { login: { accountId: form.get('login') || 'ada' } });
    return;
  }
  const known = grantId ? await provider.Grant.find(grantId) : undefined;
  const grant = known ?? new provider.Grant({ accountId: session?.accountId, clientId: textOf(params['client_id']) });
  const allowed = form.getAll('scope');
  grant.addOIDCScope(allowed);
  grant.rejectOIDCScope(wordsOf(params['scope']).filter((scope) => !allowed.includes(scope)));
  await provider.interactionFinished(
    request,
    response,
    { consent: { grantId: await grant.save() } },
    { mergeWithLastSubmission: true },
  );
}
