import { arrivingIn } from '#lib/gate/arriving.ts';
import { route } from '#lib/gate/route.ts';
import { receiveUpload } from '#lib/uploads/commands.ts';

const types = ['application/octet-stream', 'application/bson'];

/** A raw body, streamed: the file is never held whole, and what was announced is refused before a byte of it is read. */
export const POST = route({ permission: 'upload.create', method: 'POST' }, async (ctx, request) => {
  const upload = await receiveUpload(ctx, arrivingIn(request, types));
  return Response.json(upload, { status: 201, headers: { 'cache-control': 'no-store' } });
});
