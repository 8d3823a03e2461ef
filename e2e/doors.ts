import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { ActionResult } from '#lib/result.ts';
import { rowsOf } from './flight.ts';
import { ask, fromOwnPage, type Answer, type Asking } from './http.ts';
import type { Place } from './people.ts';

const manifest = z.object({ node: z.record(z.string(), z.object({ exportedName: z.string() })) });

/** The server actions of the build at hand: name to id. */
function actionsOfBuild(): ReadonlyMap<string, string> {
  const { node } = manifest.parse(JSON.parse(readFileSync('.next/server/server-reference-manifest.json', 'utf8')));
  return new Map(Object.entries(node).map(([id, { exportedName }]) => [exportedName, id]));
}

/** Actions of the build that only look. */
export const readingActions = (): readonly string[] =>
  [...actionsOfBuild().keys()].filter((name) => /^(?:find|get|list|read|search)(?!Import)/.test(name));

function actionId(name: string): string {
  const id = actionsOfBuild().get(name);
  if (!id) throw new Error(`No page of this build uses the action ${name}.`);
  return id;
}

/** A server action as the browser calls it, with arguments of any kind; of the product at another origin too. */
export function post(name: string, args: readonly unknown[], cookie: string | null, origin?: string): Promise<Answer> {
  const headers = { ...fromOwnPage(origin), 'next-action': actionId(name), accept: 'text/x-component' };
  return ask('/sign-in', {
    method: 'POST',
    origin,
    cookie,
    headers: { ...headers, 'content-type': 'text/plain;charset=UTF-8' },
    body: JSON.stringify(args),
  });
}

/** The same, for an action of a workspace; what it answered, with binary values as buffers. */
export async function act<T>(name: string, place: Place, input: unknown, cookie: string | null) {
  return resultOf<T>(await post(name, [place, input], cookie));
}

export async function actAs<T>(name: string, input: unknown, cookie: string | null) {
  return resultOf<T>(await post(name, [input], cookie));
}

/** What an action answered: row 1 of its stream. */
export function resultOf<T>(answer: Answer): ActionResult<T> {
  const row = rowsOf(answer.bytes).get('1');
  if (row === undefined) throw new Error(`No answer of an action: ${answer.status} ${answer.text.slice(0, 300)}`);
  return row as ActionResult<T>;
}

export const uploadPath = (place: Place): string => `/${place.tenant}/${place.workspace}/imports/upload`;

export const uploadHeaders = (bytes: Uint8Array, fileName = 'file.bson'): Record<string, string> => ({
  ...fromOwnPage(),
  'content-type': 'application/octet-stream',
  'x-file-name': encodeURIComponent(fileName),
  'x-file-bytes': String(bytes.byteLength),
  'x-file-sha256': createHash('sha256').update(bytes).digest('hex'),
});

/** The file of an export, as the browser fetches it. */
export const fetchExport = (place: Place, id: string, cookie: string | null, asking: Asking = {}): Promise<Answer> =>
  ask(`/${place.tenant}/${place.workspace}/exports/${id}/file`, {
    cookie,
    headers: { 'sec-fetch-site': 'same-origin' },
    ...asking,
  });

export const upload = (place: Place, bytes: Uint8Array, cookie: string | null): Promise<Answer> =>
  ask(uploadPath(place), { method: 'POST', cookie, headers: uploadHeaders(bytes), body: bytes });

/** An upload that is taken; its id. */
export async function uploaded(place: Place, bytes: Uint8Array, cookie: string): Promise<string> {
  const answer = await upload(place, bytes, cookie);
  if (answer.status !== 201) throw new Error(`Not taken: ${answer.status} ${answer.text}`);
  return z.object({ id: z.string() }).parse(JSON.parse(answer.text)).id;
}
