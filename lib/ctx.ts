import { AppError } from './errors.ts';
import { canDo, scopeFor, type Permission, type Role } from './access.ts';

/** Who acts. `system` is a job of our own, `key` a program that has one. */
export type Actor =
  | { readonly kind: 'key'; readonly id: string; readonly label: string }
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

/** What a key leaves of its role. */
export interface Limits {
  readonly permissions: ReadonlySet<Permission>;
  /** Set: only what is this consumer's is there at all, and what is made is theirs. */
  readonly consumerId: string | null;
  /** When the key ends, in epoch milliseconds: what it makes ends no later. */
  readonly expiresAt: number | null;
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
  /** Not there: a person, or a job of our own. */
  readonly limits?: Limits;
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

export const may = (ctx: Ctx, permission: Permission): boolean =>
  canDo(ctx.role, permission) && (ctx.limits?.permissions.has(permission) ?? true);

/** First line of every command and query: the permission, or FORBIDDEN. */
export function authorise(ctx: Ctx, permission: Permission): void {
  if (may(ctx, permission)) return;
  if (!ctx.limits) throw new AppError('FORBIDDEN', 'Your role does not allow this.', { permission });
  const scope = ctx.limits.consumerId === null ? scopeFor(permission) : null;
  const message = scope ? `This key does not have the scope ${scope}.` : 'This token does not allow this.';
  throw new AppError('FORBIDDEN', message, { permission, scope });
}
