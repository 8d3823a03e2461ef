import { Hono } from 'hono';
import type { ApiEnv } from '../request.ts';

export const graphqlApi = (): Hono<ApiEnv> => new Hono<ApiEnv>();
