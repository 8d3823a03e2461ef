import type { ApiContext } from '../request.ts';

/** Whether the body says it is JSON: that is held and compared, so it has a limit wherever it comes in. */
export const isJson = (c: ApiContext): boolean =>
  /^\s*application\/(?:[a-z.-]+\+)?json\b/i.test(c.req.header('content-type') ?? '');
