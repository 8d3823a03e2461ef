import { Hono } from 'hono';
import type { ApiEnv } from '../request.ts';

export const connectionsApi = (): Hono<ApiEnv> => new Hono<ApiEnv>();
