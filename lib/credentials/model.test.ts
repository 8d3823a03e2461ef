import { describe, expect, it } from 'vitest';
import { permissionsOfScopes, scopes } from '#lib/access.ts';
import { mintCtx, type Limits } from '#lib/ctx.ts';
import { authoriseAddress } from './model.ts';

const as = (limits: Limits) =>
  mintCtx({
    tenantId: 'ten_1',
    tenantSlug: 'acme',
    actor: { kind: 'key', id: 'key_1', label: 'Portal' } as const,
    role: 'admin',
    sessionId: null,
    requestId: 'req_1',
    address: 'local',
    limits,
  });
const key = as({ permissions: permissionsOfScopes(scopes), consumerId: null, expiresAt: null });
const endUser = as({ permissions: permissionsOfScopes(scopes, true), consumerId: 'con_1', expiresAt: null });

const graph = { component: 'microsoft', authType: 'oauth2' } as const;
const own = { grantType: 'client_credentials' };
const forbidden = expect.objectContaining({ code: 'FORBIDDEN' });

describe('the token of an OAuth app itself', () => {
  it('is never an end user’s to ask for, wherever it goes', () => {
    expect(() => authoriseAddress(endUser, { ...graph, settings: own })).toThrow(forbidden);
    const before = { grantType: 'authorization_code' };
    expect(() => authoriseAddress(endUser, { ...graph, settings: own }, before)).toThrow(forbidden);
    expect(() => authoriseAddress(endUser, { ...graph, settings: before })).not.toThrow();
    expect(() => authoriseAddress(endUser, { ...graph, settings: own }, own)).not.toThrow();
  });

  it('goes to the one address its component has, and elsewhere only where it goes already', () => {
    expect(() => authoriseAddress(key, { ...graph, settings: own })).not.toThrow();
    const at = (baseUrl: string, grantType = 'client_credentials') => ({ baseUrl, grantType });
    const draft = { component: 'oauth2', authType: 'oauth2', settings: at('https://api.example.com') } as const;
    expect(() => authoriseAddress(key, draft)).toThrow(forbidden);
    expect(() => authoriseAddress(key, draft, at('https://elsewhere.example.com'))).toThrow(forbidden);
    expect(() => authoriseAddress(key, draft, at('https://api.example.com', 'authorization_code'))).toThrow(forbidden);
    expect(() => authoriseAddress(key, draft, at('https://api.example.com'))).not.toThrow();
  });
});
