import { Hono } from 'hono';
import type { ApiEnv } from '../request.ts';

export const signInsApi = (): Hono<ApiEnv> => new Hono<ApiEnv>();
