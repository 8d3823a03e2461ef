import { Hono } from 'hono';
import type { ApiEnv } from '../request.ts';

export const consumersApi = (): Hono<ApiEnv> => new Hono<ApiEnv>();
