import { Hono } from 'hono';
import type { ApiEnv } from '../request.ts';

export const v1Api = (): Hono<ApiEnv> => new Hono<ApiEnv>();
