import { z } from 'zod';

/**
 * Before any schema is made: the library would try whether it may compile code, which our policy forbids, and every
 * browser would report a violation on every page.
 */
z.config({ jitless: true });
