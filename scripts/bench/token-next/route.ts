import { openWork, type Work } from '../token-work.ts';

export const dynamic = 'force-dynamic';

let work: Work | undefined;

export async function POST(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  work ??= openWork(process.env['BENCH_FOLDER'] ?? '');
  const { id } = await params;
  const body = await work(request.headers.get('authorization') ?? '', id);
  return new Response(body ?? '', {
    status: body === null ? 404 : 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  });
}
