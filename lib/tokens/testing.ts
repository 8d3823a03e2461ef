import { createServer } from 'node:http';
import { eq } from 'drizzle-orm';
import { read } from '#db/client.ts';
import { grants } from '#db/schema/oauth.ts';
import { accountPassword, type OauthServer } from '#e2e/fakes/oauth-server.ts';
import { testServer } from '#lib/connects/testing.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { testWorkspace } from '#lib/gate/testing.ts';
import { addApp } from '#lib/grants/testing.ts';
import { allowOutbound } from '#lib/testing.ts';
import type { TokensInput } from './schema.ts';

export const grantOf = async (id: string) => (await read().select().from(grants).where(eq(grants.credentialId, id)))[0];

type Of<W extends TokensInput['way']> = Extract<TokensInput, { way: W }>;

/** The authorization server of a test file, and what is asked of it by the three ways. */
export function testTokens() {
  const server = testServer();
  return { server, place: () => placeAt(server()), startApi, ...inputsAt(server) };
}

async function placeAt(server: OauthServer): Promise<{ ctx: WorkspaceCtx; appId: string }> {
  const ctx = await testWorkspace();
  const { id } = await addApp(ctx, server, { scopes: ['read'], params: {} });
  return { ctx, appId: id };
}

/** What is sent for each of the three ways. */
function inputsAt(server: () => OauthServer) {
  const settingsThere = () => ({ baseUrl: server().issuer, testPath: '/me-api' });
  const facts = (appId: string) => ({
    appId,
    name: 'Nightly job',
    environment: 'production',
    settings: settingsThere(),
    scopes: ['read'],
    acceptUntested: false,
  });
  return {
    settingsThere,
    asClient: (appId: string): Of<'client_credentials'> => ({ way: 'client_credentials', ...facts(appId) }),
    asPerson: (appId: string, password = accountPassword): Of<'password'> => ({
      way: 'password',
      ...facts(appId),
      username: 'ada',
      password,
    }),
    pasted: (appId: string, secret: Of<'pasted'>['secret']): Of<'pasted'> => ({
      way: 'pasted',
      ...facts(appId),
      secret,
    }),
  };
}

interface Api {
  readonly url: string;
  readonly asked: string[];
  /** Happens while it is asked, once. */
  during: () => Promise<void>;
  readonly close: () => Promise<unknown>;
}

/** An API that says yes to everything. */
async function startApi(): Promise<Api> {
  const nothing = async (): Promise<void> => undefined;
  const http = createServer((request, response) => {
    api.asked.push(request.url ?? '');
    const { during } = api;
    api.during = nothing;
    void during().then(() => response.writeHead(200).end());
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  const place = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  allowOutbound(place);
  const close = () => new Promise((resolve) => http.close(resolve));
  const api: Api = { url: `http://${place}`, asked: [], during: nothing, close };
  return api;
}
