import { hourMs } from '#lib/clock.ts';
import type { GrantRow } from '#lib/grant-rows/model.ts';

export const now = 1_800_000_000_000;

/** A grant as a sign-in leaves it, half an hour ago; what is given replaces a part. */
export const grantWith = (change: Partial<GrantRow> = {}): GrantRow => ({
  tenantId: 'ten_1',
  workspaceId: 'wsp_1',
  credentialId: 'crd_1',
  version: 1,
  component: 'oauth2',
  grantType: 'authorization_code',
  clientId: 'c',
  appId: 'oap_1',
  isRefreshable: true,
  generation: 1,
  tokensAt: now - hourMs / 2,
  accessExpiresAt: now + hourMs / 2,
  refreshExpiresAt: null,
  scopesAsked: [],
  scopesGranted: null,
  state: 'live',
  refreshDueAt: now + hourMs / 4,
  refreshedAt: null,
  host: 'login.example.com:443',
  leaseOwner: null,
  leasedUntil: null,
  leaseGeneration: 1,
  sentAt: null,
  sentCount: 0,
  failingSince: null,
  failureClass: null,
  failureCode: null,
  failureMessage: null,
  failureFix: null,
  attempts: 0,
  eraseDueAt: null,
  warning: null,
  ...change,
});
