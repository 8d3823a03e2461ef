import { world } from './world.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly text: string;
}

/** One request of a program to the listener of this world. An object is sent as JSON. */
export async function callApi(
  method: string,
  path: string,
  given: { key?: string; headers?: Readonly<Record<string, string>>; body?: unknown } = {},
): Promise<ApiAnswer> {
  const { key, headers, body } = given;
  const answer = await fetch(`${world().apiOrigin}${path}`, {
    method,
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, text: await answer.text() };
}
