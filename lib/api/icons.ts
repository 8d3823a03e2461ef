import { Hono } from 'hono';
import { drawIcon } from '#lib/catalog/icons.ts';
import { notFound } from '#lib/errors.ts';
import type { ApiEnv } from './request.ts';

/** Pictures for pages of other software, which load them without a key; they run nothing and load nothing. */
const headers = {
  'Content-Type': 'image/svg+xml; charset=utf-8',
  'Cache-Control': 'public, max-age=604800',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'Cross-Origin-Resource-Policy': 'cross-origin',
};

export const iconsApi = (): Hono<ApiEnv> =>
  new Hono<ApiEnv>().get('/:file', (c) => {
    const drawn = drawIcon(c.req.param('file'));
    if (drawn === null) throw notFound('This icon');
    return c.body(drawn, 200, headers);
  });
