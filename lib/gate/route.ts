import type { Permission } from '#lib/access.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { statusOfCode } from '#lib/errors.ts';
import { requireOwnOrigin, requireSameOriginFetch } from './origin.ts';
import { refusalOf } from './outcome.ts';
import { factsOf, type RequestFacts } from './request.ts';
import { requireEntry } from './session.ts';

type Params = Readonly<Record<string, string | string[] | undefined>>;

type Handler = (ctx: WorkspaceCtx, request: Request, params: Params) => Promise<Response>;

/**
 * For the few route handlers that move bytes: the checks of `action()`, before a byte of the body is read. Refusals are
 * `{code, message, detail}` with the status of their code.
 */
export function route(
  spec: { readonly permission: Permission; readonly method: 'GET' | 'POST' | 'PUT' },
  handler: Handler,
): (request: Request, context: { params: Promise<Params> }) => Promise<Response> {
  return async (request, context) => {
    const facts = factsOf(request.headers);
    try {
      const params = await context.params;
      return await handler(await checked(spec, facts, params), request, params);
    } catch (error) {
      return refused(error, facts.requestId);
    }
  };
}

async function checked(
  spec: { readonly permission: Permission; readonly method: 'GET' | 'POST' | 'PUT' },
  facts: RequestFacts,
  params: Params,
): Promise<WorkspaceCtx> {
  if (spec.method === 'GET') requireSameOriginFetch(facts.headers);
  else requireOwnOrigin(facts.headers);
  return requireEntry(facts, params['tenant'], params['workspace'], spec.permission);
}

function refused(error: unknown, requestId: string): Response {
  const { code, message, detail } = refusalOf(error, requestId);
  return Response.json(
    { code, message, detail },
    { status: statusOfCode(code), headers: { 'cache-control': 'no-store' } },
  );
}
