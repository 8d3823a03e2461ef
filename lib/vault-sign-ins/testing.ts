import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOauthServer, type OauthServer } from '#e2e/fakes/oauth-server.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { createOauthApp } from '#lib/oauth-apps/commands.ts';
import { appInput } from '#lib/oauth-apps/testing.ts';
import type { NewOauthApp } from '#lib/oauth-apps/schema.ts';

/** A component of an operator's own that asks for nothing before its sign-in: an API at this authorization server. */
export const portal = 'portal';

/**
 * An authorization server of this test's own, with an API behind it that is in the catalogue. Before anything has asked for
 * the catalogue.
 */
export async function startPortal(): Promise<OauthServer> {
  const server = await startOauthServer();
  process.env['OUTBOUND_ALLOW'] = [process.env['OUTBOUND_ALLOW'], server.allow].filter(Boolean).join(',');
  const folder = mkdtempSync(join(tmpdir(), 'keyhaven-portal-'));
  writeFileSync(join(folder, 'portal.json'), JSON.stringify(manifestOf(server)));
  process.env['COMPONENTS_DIR'] = folder;
  return server;
}

const endpoint = (name: string) => ({ name, label: name, kind: 'url', exactPath: true });

const manifestOf = ({ issuer, meUrl }: OauthServer) => ({
  id: portal,
  name: 'Carrier portal',
  category: 'CRM',
  description: 'Bookings of a carrier.',
  icon: { monogram: 'Cp' },
  authMethods: [
    {
      type: 'oauth2',
      label: 'OAuth 2.0',
      fields: [],
      audience: { from: 'fixed', destinations: [issuer] },
      verify: {
        kind: 'http',
        method: 'GET',
        url: meUrl,
        placements: [{ in: 'bearer', token: '{accessToken}' }],
        account: ['{/email}', '{/name}', '{/login}', '{/username}', '{/sub}'],
      },
      oauth: {
        appFields: [endpoint('authorizationUrl'), endpoint('tokenUrl'), endpoint('revocationUrl')],
        authorizationUrl: '{+authorizationUrl}',
        tokenUrl: '{+tokenUrl}',
        revocationUrl: '{+revocationUrl}',
        grants: ['authorization_code'],
        clientAuth: 'client_secret_basic',
      },
    },
  ],
});

/** The tenant's client there. */
export async function portalApp(
  ctx: WorkspaceCtx,
  server: OauthServer,
  change: Partial<NewOauthApp> = {},
): Promise<string> {
  const { authorizationUrl, tokenUrl, revocationUrl, clients, behaviour } = server;
  const input = appInput({
    component: portal,
    name: 'Carrier portal, production',
    clientId: clients.web,
    clientSecret: behaviour.clientSecret,
    settings: { authorizationUrl, tokenUrl, revocationUrl },
    scopes: ['openid', 'read', 'write'],
    params: {},
    ...change,
  });
  return (await createOauthApp(ctx, input)).id;
}
