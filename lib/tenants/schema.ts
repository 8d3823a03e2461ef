import { z } from 'zod';
import { name } from '#lib/names.ts';
import { isPasswordOwn, newUser, ownPasswordMessage } from '#lib/users/schema.ts';

export const newTenant = z.object({ name, workspaceName: name });
export type NewTenant = z.output<typeof newTenant>;

export const defaultWorkspaceName = 'Operations';

/** First run: the owner and the tenant, with the one-time token of the link. */
export const setupInput = z
  .object({ token: z.string().max(100), owner: newUser, tenant: newTenant })
  .refine(({ owner, tenant }) => !isPasswordOwn(owner.password, { name: tenant.name, email: owner.email }), {
    path: ['owner', 'password'],
    message: ownPasswordMessage,
  });
export type SetupInput = z.output<typeof setupInput>;
