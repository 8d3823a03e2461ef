import { arrivingIn } from '#lib/gate/arriving.ts';
import { route } from '#lib/gate/route.ts';
import { startLiveImport } from '#lib/live-imports/commands.ts';

const types = ['application/octet-stream'];

/** A raw body, streamed, as files of credentials come in; the import of its lines begins once it is whole. */
export const POST = route({ permission: 'connection.import', method: 'POST' }, async (ctx, request) => {
  const { id, fileName, fileBytes } = await startLiveImport(ctx, arrivingIn(request, types));
  return Response.json({ id, fileName, fileBytes }, { status: 201, headers: { 'cache-control': 'no-store' } });
});
