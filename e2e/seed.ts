import { and, eq, isNull, sql } from 'drizzle-orm';
import { read, transact, type Tx } from '#db/client.ts';
import {
  credentials,
  credentialVersions,
  type AuthType,
  type CredentialState,
  type Settings,
} from '#db/schema/credentials.ts';
import { uploads } from '#db/schema/uploads.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { newId, newIdentifier } from '#lib/ids.ts';
import { nameKey } from '#lib/names.ts';
import { plantUse } from '#lib/uses/testing.ts';
import { prepareVersion } from '#lib/versions/commands.ts';
import { goodTokens } from './fakes/good-tokens.ts';

/** Of a credential that a journey finds in its place. */
export interface Planted {
  readonly name: string;
  readonly component: string;
  readonly authType: AuthType;
  readonly environment: string;
  readonly settings: Settings;
  readonly secret: Readonly<Record<string, string>>;
  readonly audience: readonly string[];
  readonly identifier: string;
  readonly state: CredentialState;
  readonly expiresAt: number | null;
}

const github = {
  component: 'github',
  authType: 'bearer',
  environment: 'production',
  settings: {},
  secret: { token: goodTokens.github },
  audience: ['https://api.github.com:443'],
  state: 'passed',
  expiresAt: null,
} as const;

/** For the REST fake, whose key in a header is right. */
export const restKey = {
  component: 'rest',
  authType: 'api_key',
  settings: {
    baseUrl: 'https://api.example-saas.com',
    placement: 'header',
    headerName: 'X-API-Key',
    testPath: '/v1/me',
  },
  secret: { apiKey: goodTokens.rest },
  audience: ['https://api.example-saas.com:443'],
} as const;

/** Puts a credential there as a save would have, without its dry run. Answers its id. Left alone it is a GitHub token. */
export async function plant(ctx: WorkspaceCtx, name: string, change: Partial<Planted> = {}): Promise<string> {
  const id = newId('crd');
  const { secret, settings, audience, ...rest } = { ...github, ...change };
  const version = { credentialId: id, number: 1, secret, settings, audience, reason: 'created' } as const;
  const addVersion = await prepareVersion(ctx, version);
  await transact(async (tx, now) => {
    await tx.insert(credentials).values({
      tenantId: ctx.tenantId,
      workspaceId: ctx.workspaceId,
      id,
      identifier: newIdentifier(rest.component),
      ...rest,
      name,
      nameKey: nameKey(name),
      settings,
      metadata: {},
      audience: [...audience],
      version: 1,
      revision: 1,
      checkedAt: now,
      createdAt: now,
      createdBy: ctx.actor.id,
      updatedAt: now,
    });
    await addVersion(tx, now);
  });
  return id;
}

/** What is in the workspace and not in the trash. */
export const liveRows = (ctx: WorkspaceCtx) =>
  read()
    .select()
    .from(credentials)
    .where(
      and(
        eq(credentials.tenantId, ctx.tenantId),
        eq(credentials.workspaceId, ctx.workspaceId),
        isNull(credentials.deletedAt),
      ),
    );

/** Files that wait or have arrived in the workspace. */
export const uploadRows = (ctx: WorkspaceCtx) =>
  read()
    .select({ id: uploads.id, state: uploads.state })
    .from(uploads)
    .where(and(eq(uploads.tenantId, ctx.tenantId), eq(uploads.workspaceId, ctx.workspaceId)));

/** Changes rows behind the product's back. */
export const tamper = (ctx: WorkspaceCtx, id: string, set: Partial<typeof credentials.$inferInsert>): Promise<void> =>
  transact(async (tx) => {
    await tx
      .update(credentials)
      .set(set)
      .where(and(eq(credentials.tenantId, ctx.tenantId), eq(credentials.id, id)));
  });

/** A row nobody could have written: a state that is none, settings that are half, a seal that does not hold. */
export const spoil = (ctx: WorkspaceCtx, id: string): Promise<void> =>
  transact(async (tx) => {
    await tx
      .update(credentials)
      .set({ state: sql`'no-such-state'`, settings: sql`'{"half'` })
      .where(and(eq(credentials.tenantId, ctx.tenantId), eq(credentials.id, id)));
    await breakSeal(tx, id);
  });

/** The stored secret alone cannot be opened any more. */
export const spoilSecret = (id: string): Promise<void> => transact((tx) => breakSeal(tx, id));

async function breakSeal(tx: Tx, id: string): Promise<void> {
  const sealed = Buffer.from([0, 255]);
  await tx.update(credentialVersions).set({ sealed }).where(eq(credentialVersions.credentialId, id));
}

/** A flow of one step that signs in with the credential. */
export const use = (
  ctx: WorkspaceCtx,
  credentialId: string,
  flowName: string,
  flowState: 'active' | 'draft' = 'active',
) => plantUse(ctx, credentialId, { flowName, flowState, stepName: 'Read issues' });
