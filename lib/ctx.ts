import { AppError } from './errors.ts';
import { canDo, type Permission, type Role } from './access.ts';

/** Who acts. `system` is a job of our own. */
export type Actor =
  | { readonly kind: 'user'; readonly id: string; readonly label: string }
  | { readonly kind: 'system'; readonly id: string; readonly label: string };

/** A signed-in person, before any tenant is chosen. Only the gate makes one. */
export interface UserCtx {
  readonly userId: string;
  readonly userName: string;
  readonly email: string;
  readonly sessionId: string;
  readonly requestId: string;
  readonly address: string;
}

declare const minted: unique symbol;

/** A request inside one tenant. Only `lib/gate` makes one (see `lib/architecture.test.ts`). */
export interface Ctx {
  readonly [minted]: true;
  readonly tenantId: string;
  readonly tenantSlug: string;
  readonly actor: Actor;
  readonly role: Role;
  readonly sessionId: string | null;
  readonly requestId: string;
  readonly address: string;
}

/** A request inside one workspace of a tenant. */
export interface WorkspaceCtx extends Ctx {
  readonly workspaceId: string;
  readonly workspaceSlug: string;
}

export type CtxFields = Omit<Ctx, typeof minted>;

/** For `lib/gate` and tests alone. */
export function mintCtx<F extends CtxFields>(fields: F): F & Ctx {
  return Object.freeze({ ...fields }) as F & Ctx;
}

/** First line of every command and query: the permission, or FORBIDDEN. */
export function authorise(ctx: Ctx, permission: Permission): void {
  if (!canDo(ctx.role, permission)) throw new AppError('FORBIDDEN', 'Your role does not allow this.', { permission });
}
