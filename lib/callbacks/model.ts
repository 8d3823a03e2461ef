import { z } from 'zod';
import type { Binding } from '#lib/vault/seal.ts';

export interface Place {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly id: string;
}

/** What a sign-in seals; each field of it opens as nothing else. */
export const bindingOf = ({ tenantId, workspaceId, id }: Place, field: string): Binding => ({
  tenantId,
  workspaceId,
  credentialId: id,
  field,
  version: 1,
  audience: [],
});

/** What was made up when it began, for the one who finishes it. */
const begun = z.strictObject({ verifier: z.string(), nonce: z.string() });
export type Begun = z.output<typeof begun>;

export const decodeBegun = (plain: Buffer): Begun => begun.parse(JSON.parse(plain.toString('utf8')));

const settings = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** A credential as an answer of the provider made it. */
export const storedDraft = z.strictObject({
  component: z.string(),
  authType: z.literal('oauth2'),
  settings,
  secret: z.record(z.string(), z.string()),
  audience: z.array(z.string()).readonly(),
  notices: z.array(z.string()).readonly(),
  hints: z
    .strictObject({
      scopesAsked: z.array(z.string()).readonly(),
      scopesGranted: z.array(z.string()).readonly().nullable(),
      warning: z.string().nullable(),
    })
    .partial(),
});
