import { Hono } from 'hono';
import type { ApiEnv } from '../request.ts';

export const coreApi = (): Hono<ApiEnv> => new Hono<ApiEnv>();
