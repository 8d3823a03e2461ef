'use client';

import { useQuery } from '@tanstack/react-query';
import { useConnect } from '#components/connects/use-connect.ts';
import { useAction } from '#components/session/session-gate.tsx';
import { startConnect } from '#lib/connects/actions.ts';
import { createCredential } from '#lib/credentials/actions.ts';
import type { AppForm, SavedDto } from '#lib/credentials/schema.ts';
import type { ActionResult } from '#lib/result.ts';
import { createWithTokens, listSignInApps } from '#lib/tokens/actions.ts';
import { signInAppsOptions } from '#lib/tokens/cache.ts';
import type { Scope } from '#lib/workspaces/schema.ts';
import type { Way } from './form-model.ts';
import type { Phase } from './form-phase.ts';
import { useCredentialForm, type FormDraft } from './use-credential-form.ts';

export interface NewCredentialOptions {
  scope: Scope;
  app: AppForm;
  /** Of the workspace. */
  environment: string;
  phase: Phase;
  onPhase: (phase: Phase) => void;
  onWay: (way: Way | null) => void;
  onSaved: (saved: SavedDto) => void;
}

/** The form of a new credential, and the three ways to one: proved as typed, with tokens, or at the provider. */
export function useNewCredential({ scope, onWay, ...options }: NewCredentialOptions) {
  const { app, onPhase } = options;
  const create = useAction(createCredential);
  const withTokens = useAction(createWithTokens);
  const start = useAction(startConnect);
  const connecting = useConnect(scope, (elsewhere) => onPhase({ kind: 'connecting', elsewhere }));
  const { data } = useQuery({
    ...signInAppsOptions(scope, app.id, useAction(listSignInApps)),
    enabled: app.authMethods.some((one) => one.oauth !== null),
  });
  const found = data?.ok ? data.value : undefined;

  const save = ({
    oauth,
    authType,
    settings,
    secret,
    expiresAt,
    ...draft
  }: FormDraft): Promise<ActionResult<SavedDto>> => {
    if (oauth === null) return create(scope, { component: app.id, authType, settings, secret, expiresAt, ...draft });
    const { appId, way, scopes } = oauth;
    const { username = '', ...own } = settings;
    const facts = { ...draft, appId, scopes, settings: own };
    if (way === 'client_credentials') return withTokens(scope, { way, ...facts });
    if (way === 'password') return withTokens(scope, { way, ...facts, username, password: secret['password'] ?? '' });
    if (way === 'pasted') return withTokens(scope, { way, ...facts, secret });
    const { name, environment } = draft;
    return connecting.begin(() => start(scope, { appId, name, environment, settings: own, scopes }));
  };

  const { prepare, abandon } = connecting;
  const refusal = data?.ok === false ? data.message : null;
  const signIn = { apps: found?.apps, refusal, mayAddApp: found?.mayAdd ?? false, onWay, prepare, abandon };
  return useCredentialForm({ ...options, saved: null, save, signIn });
}
