import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createKey } from '#lib/api-keys/commands.ts';
import type { Scope } from '#lib/access.ts';
import type { WorkspaceCtx } from '#lib/ctx.ts';
import { recordPeers } from '#lib/gate/peer.ts';
import { environmentWith } from '#lib/testing.ts';
import { freePort } from '../../scripts/vitest/server-process.ts';
import { apiListener, createApi } from './listener.ts';

const api = createApi();

/** A key of the workspace, with all scopes unless told. */
export const testKey = async (
  ctx: WorkspaceCtx,
  scopes: readonly Scope[] = ['metadata', 'secrets', 'import', 'manage'],
): Promise<string> => (await createKey(ctx, { name: 'Test', scopes: [...scopes], expiresAt: null })).token;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined where it is none. */
  readonly body: unknown;
}

/** One request to what is behind the listener, without a socket. An object is sent as JSON. */
export async function ask(
  method: string,
  path: string,
  given: { key?: string | undefined; headers?: Record<string, string>; body?: unknown } = {},
): Promise<Answer> {
  const { key, headers, body } = given;
  const bytes = typeof body === 'string' ? Buffer.from(body) : body instanceof Uint8Array ? Buffer.from(body) : null;
  const answer = await api.request(path, {
    method,
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined || bytes ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: bytes ?? JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, body: jsonOf(text) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The listener on a port of its own, for clients that need a socket. */
export async function startListener(): Promise<{ origin: string; stop: () => Promise<void> }> {
  const stopRecording = recordPeers();
  const server = createServer(apiListener());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    stop: async () => {
      stopRecording();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface Engine {
  readonly child: ChildProcess;
  readonly port: number;
  readonly ended: Promise<number | null>;
  /** What it said until it was ready, or had ended. */
  readonly said: string;
}

/** The program itself, on the database of this test. */
export async function startEngine(program = 'engine.ts'): Promise<Engine> {
  const port = await freePort();
  const child = spawn(process.execPath, [program], {
    env: environmentWith({ API_PORT: String(port), LOG_LEVEL: 'info' }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').then(([code]: unknown[]) => (typeof code === 'number' ? code : null));
  let said = '';
  for await (const text of child.stdout.setEncoding('utf8')) {
    said += String(text);
    if (said.includes('engine ready')) break;
  }
  return { child, port, ended, said };
}
