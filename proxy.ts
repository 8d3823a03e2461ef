import { beforePage } from '#lib/gate/page.ts';

export const proxy = beforePage;

/** Pages only. Uploads would be cut off at 10 MB here, and whatever is not a page needs no nonce. */
export const config = {
  matcher: ['/((?!api/|_next/static/|icon.svg$|[^/]+/[^/]+/imports/upload$|[^/]+/[^/]+/exports/[^/]+/file$).*)'],
};
