import { Hono } from 'hono';
import type { ApiEnv } from '../request.ts';

export const webhookApi = (): Hono<ApiEnv> => new Hono<ApiEnv>();
