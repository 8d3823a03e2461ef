import { z } from 'zod';
import { CliError, exits } from './exit.ts';
import type { Profile } from './profile.ts';

/** The installation's own API under /v1, as far as the command line needs it. */
export interface Client {
  readonly url: string;
  /** The answer's body, checked against its shape. */
  ask<T>(method: string, path: string, shape: z.ZodType<T>, given?: Given): Promise<T>;
  /** The answer itself, for bytes. */
  send(method: string, path: string, given?: Given): Promise<Response>;
}

export interface Given {
  readonly json?: unknown;
  readonly body?: BodyInit;
  readonly headers?: Readonly<Record<string, string>>;
}

const problem = z.object({ code: z.string().optional(), title: z.string().optional(), detail: z.string().optional() });

export function createClient({ url, key }: Profile): Client {
  const send = async (method: string, path: string, given: Given = {}): Promise<Response> => {
    const answer = await reach(`${url}/v1${path}`, requestOf(method, key, given));
    if (answer.ok) return answer;
    throw await refusalOf(answer);
  };
  return {
    url,
    send,
    async ask(method, path, shape, given) {
      const answer = await send(method, path, given);
      const text = await answer.text();
      const parsed = shape.safeParse(text === '' ? undefined : JSON.parse(text));
      if (parsed.success) return parsed.data;
      throw new CliError(exits.refused, 'ANSWER_UNKNOWN', `${url} answered something this version does not know.`);
    },
  };
}

function requestOf(method: string, key: string, { json, body, headers }: Given): RequestInit & { duplex: 'half' } {
  const sent = new Headers(headers);
  sent.set('authorization', `Bearer ${key}`);
  if (json !== undefined) sent.set('content-type', 'application/json');
  const content = json === undefined ? body : JSON.stringify(json);
  // A key goes to the address that was typed, and nowhere that one points to.
  const init = { method, headers: sent, redirect: 'error', duplex: 'half' } as const;
  return content === undefined ? init : { ...init, body: content };
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    const why = error instanceof Error && error.cause instanceof Error ? error.cause.message : 'no answer';
    throw new CliError(exits.unreachable, 'UNREACHABLE', `${new URL(url).origin} cannot be reached: ${why}.`);
  }
}

async function refusalOf(answer: Response): Promise<CliError> {
  const said = problem.safeParse(await answer.json().catch(() => null));
  const { code = `HTTP ${answer.status}`, detail, title } = said.success ? said.data : {};
  const message = detail ?? title ?? `The server answered ${answer.status}.`;
  const facts = { status: answer.status, requestId: answer.headers.get('request-id') };
  const isKey = code === 'KEY_REQUIRED' || code === 'KEY_REFUSED';
  return new CliError(isKey ? exits.signIn : exits.refused, code, message, facts);
}

/** Every row of a list, a page at a time. */
export async function* everyRow<T>(client: Client, path: string, row: z.ZodType<T>): AsyncGenerator<T> {
  const page = z.object({ data: z.array(row), next: z.string().nullable() });
  for (let after: string | null = null; ;) {
    const separator = path.includes('?') ? '&' : '?';
    const query: string = after === null ? '' : `${separator}after=${encodeURIComponent(after)}`;
    const { data, next } = await client.ask('GET', path + query, page);
    yield* data;
    if (next === null) return;
    after = next;
  }
}

export async function allRows<T>(client: Client, path: string, row: z.ZodType<T>): Promise<T[]> {
  const rows: T[] = [];
  for await (const one of everyRow(client, path, row)) rows.push(one);
  return rows;
}
