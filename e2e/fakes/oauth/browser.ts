/** Cookies by name, of one origin. */
type Jar = Map<string, string>;

async function visit(jar: Jar, url: URL, form?: URLSearchParams): Promise<Response> {
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const response = await fetch(url, {
    headers: { cookie },
    redirect: 'manual',
    ...(form && { method: 'POST', body: form }),
  });
  for (const line of response.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) jar.set(name, value);
  }
  return response;
}

/**
 * What a person does between an authorization address and the callback, without a browser: signs in as `login`, and
 * agrees to all scopes, to some, or to nothing. Answers where the server sends them back to.
 */
export async function signIn(
  address: string,
  person: { readonly login: string; readonly allow?: readonly string[] | 'nothing' },
): Promise<URL> {
  const jar: Jar = new Map();
  const server = new URL(address).origin;
  let url = new URL(address);
  for (let steps = 0; steps < 12; steps += 1) {
    let response = await visit(jar, url);
    if (response.status === 200) response = await visit(jar, url, answerTo(await response.text(), person));
    const location = response.headers.get('location');
    if (location === null) throw new Error(`${url.pathname} answered ${response.status}: ${await response.text()}`);
    url = new URL(location, url);
    if (url.origin !== server) return url;
  }
  throw new Error('The sign-in did not end.');
}

function answerTo(page: string, { login, allow }: Parameters<typeof signIn>[1]): URLSearchParams {
  const offered = [...page.matchAll(/name="scope" value="([^"]+)"/g)].map(([, scope = '']) => scope);
  if (offered.length === 0 && page.includes('name="login"')) return new URLSearchParams({ do: 'go', login });
  if (allow === 'nothing') return new URLSearchParams({ do: 'deny' });
  return new URLSearchParams([['do', 'go'], ...(allow ?? offered).map((scope) => ['scope', scope])]);
}
