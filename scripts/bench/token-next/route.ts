import { spendOne } from '#lib/api/rate.ts';
import { clientAddress } from '#lib/gate/address.ts';
import { requireKey } from '#lib/gate/key.ts';
import { handOut } from '#lib/handouts/commands.ts';
import { newId } from '#lib/ids.ts';

export const dynamic = 'force-dynamic';

/** What the listener for machines does for a token, by the same functions. */
export async function POST(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const facts = { requestId: newId('req'), address: clientAddress(request.headers) };
  const ctx = await requireKey(request.headers.get('authorization'), facts);
  const share = await spendOne(ctx.key.id);
  const { id } = await params;
  const handout = await handOut(ctx, { id });
  return Response.json(
    { ...handout, expiresAt: handout.expiresAt === null ? null : new Date(handout.expiresAt).toISOString() },
    {
      headers: {
        'Cache-Control': 'no-store',
        'Request-Id': facts.requestId,
        'RateLimit-Limit': String(share.limit),
        'RateLimit-Remaining': String(share.remaining),
        'RateLimit-Reset': String(share.resetSeconds),
      },
    },
  );
}
