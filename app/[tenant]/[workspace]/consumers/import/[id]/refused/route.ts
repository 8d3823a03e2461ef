import { notFound } from '#lib/errors.ts';
import { route } from '#lib/gate/route.ts';
import { getLiveImport, refusedLines } from '#lib/live-imports/queries.ts';
import { rowId } from '#lib/names.ts';

/** Numbers and reasons of the lines that were refused, one a line. What was in them is not here. */
export const GET = route({ permission: 'connection.import', method: 'GET' }, async (ctx, _request, { id }) => {
  const { success, data } = rowId.safeParse(id);
  if (!success) throw notFound('This import');
  const { id: importId } = await getLiveImport(ctx, data);
  const pages = refusedLines(ctx, importId);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pages.next();
      if (done) return controller.close();
      const lines = value.map(({ line, consumer, connectionKey: connection, code, message }) =>
        JSON.stringify({ line, consumer, connection, code, message }),
      );
      controller.enqueue(encoder.encode(lines.map((text) => `${text}\n`).join('')));
    },
  });
  return new Response(body, {
    headers: {
      'content-type': 'application/x-ndjson',
      'content-disposition': `attachment; filename="refused-${importId}.jsonl"`,
      'cache-control': 'no-store',
    },
  });
});
