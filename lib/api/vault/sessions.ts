import { Hono } from 'hono';
import type { ApiEnv } from '../request.ts';

export const sessionsApi = (): Hono<ApiEnv> => new Hono<ApiEnv>();
