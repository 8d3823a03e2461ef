import { rowId } from '#lib/names.ts';
import { notFound } from '#lib/errors.ts';
import { claimExport } from '#lib/export-files/commands.ts';
import { route } from '#lib/gate/route.ts';

/** The file, once, to the session that asked for it. It goes as it is written: nothing of it is held or begun again. */
export const GET = route({ permission: 'credential.export', method: 'GET' }, async (ctx, _request, { id }) => {
  const { success, data } = rowId.safeParse(id);
  if (!success) throw notFound('This export');
  const { fileName, bytes } = await claimExport(ctx, data);
  return new Response(streamOf(bytes), {
    headers: {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${fileName}"`,
      'cache-control': 'no-store',
      'accept-ranges': 'none',
    },
  });
});

/** Without this one, asking for the headers alone would use the file up. */
export const HEAD = (): Response => new Response(null, { status: 405, headers: { allow: 'GET' } });

/** A piece is written when the one before has been taken; who goes away ends it. */
function streamOf(bytes: AsyncGenerator<Buffer>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await bytes.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await bytes.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
