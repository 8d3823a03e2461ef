import { setImmediate } from 'node:timers/promises';
import { AppError } from '#lib/errors.ts';
import { decodeDocument, isDocument, type BsonDocument, type BsonValue } from './decode.ts';
import { importItem, malformed, parseItem, type AuthType, type ImportItem } from './item.ts';
import { authTypeOf, isCredentialWord, plainWord, refuseOtherResource } from './kind.ts';
import { documentsMax, plainItemsMax } from './limits.ts';
import {
  companionOf,
  mapFields,
  scalarOf,
  secretNameOf,
  textFields,
  withoutJsonApi,
  wordsOf,
  type MapField,
  type TextField,
} from './plain-fields.ts';
import { printable } from './printable.ts';
import type { DocumentReader } from './reader.ts';

/** Credentials of one list between two turns of the event loop. */
const entriesABreath = 128;

const textOrder = new Map([...textFields.keys()].map((word, at) => [word, at]));

export interface PlainItem {
  readonly i: number;
  readonly item: ImportItem;
  readonly ignored: readonly string[];
}

/**
 * The credentials of a plain file: documents that are one each, or hold a list `credentials`.
 * @throws AppError IMP-105, 201, 203, 209, 210.
 */
export async function* readPlain(reader: DocumentReader, first: BsonDocument): AsyncGenerator<PlainItem> {
  let i = 0;
  let documents = 0;
  for (let document: BsonDocument | null = first; document !== null; document = await nextDocument(reader)) {
    documents += 1;
    if (documents > documentsMax) throw tooMany('documents');
    refuseOtherResource('credential', document['resourceType'], document['type']);
    for (const entry of credentialsOf(document)) {
      i += 1;
      if (i > plainItemsMax) throw tooMany('credentials', plainItemsMax);
      yield mapPlain(entry, i);
      if (i % entriesABreath === 0) await setImmediate();
    }
  }
  if (i === 0) throw new AppError('IMP-209', 'There is no credential in the file.');
}

export const tooMany = (what: string, most = documentsMax): AppError =>
  new AppError('IMP-105', `The file holds more than ${most.toLocaleString('en-GB')} ${what}. Import it in parts.`);

export async function nextDocument(reader: DocumentReader): Promise<BsonDocument | null> {
  const bytes = await reader.next();
  return bytes === null ? null : decodeDocument(bytes);
}

function credentialsOf(document: BsonDocument): readonly BsonValue[] {
  const { credentials } = document;
  return Array.isArray(credentials) ? credentials : [document];
}

interface Gathered {
  readonly texts: Map<TextField, string>;
  readonly settings: Map<string, string | number | boolean>;
  readonly metadata: Map<string, string>;
  readonly secret: Map<string, string>;
  readonly ignored: string[];
}

/** One document of another tool as an item; docs/format.md has the table of words. */
export function mapPlain(entry: BsonValue, i: number): PlainItem {
  if (!isDocument(entry)) throw malformed(i, 'credentials', 'A document is expected.');
  refuseOtherResource('credential', entry['resourceType'], entry['type']);
  const found = gather(withoutJsonApi(entry));
  const { texts, settings, metadata, secret } = found;
  const isAnything = texts.has('name') || texts.has('component') || secret.size > 0 || settings.size > 0;
  if (!isAnything) throw notACredential(i);
  for (const field of ['name', 'component'] as const) {
    if (!texts.has(field)) throw malformed(i, field, 'It is missing.');
  }
  const item = parseItem(
    importItem,
    {
      identifier: texts.get('identifier') ?? null,
      name: texts.get('name'),
      component: texts.get('component'),
      authType: authTypeFrom(texts.get('authType'), secret, i),
      environment: texts.get('environment') ?? '',
      settings: Object.fromEntries(settings),
      metadata: Object.fromEntries(metadata),
      secret: Object.fromEntries(secret),
      audience: null,
      version: null,
    },
    i,
  );
  return { i, item, ignored: found.ignored };
}

function notACredential(i: number): AppError {
  if (i > 1) return malformed(i, 'name', 'The document is not a credential.');
  return new AppError(
    'IMP-203',
    'The file is BSON, but there is no credential in it: a document with a name, a component and its secrets, or a list "credentials", is expected.',
  );
}

/** Words are tried in the order of their table, so that `name` wins over `title` wherever it stands in the document. */
function gather(document: BsonDocument): Gathered {
  const found: Gathered = {
    texts: new Map(),
    settings: new Map(),
    metadata: new Map(),
    secret: new Map(),
    ignored: [],
  };
  const entries = Object.entries(document).map(([key, value]) => {
    const word = plainWord(key);
    return { key, word, value, rank: textOrder.get(word) ?? -1 };
  });
  const words = new Set(entries.map(({ word }) => word));
  for (const entry of entries.toSorted((a, b) => a.rank - b.rank)) {
    if (entry.value === null || isTaken(found, entry, words)) continue;
    found.ignored.push(printable(entry.key));
  }
  return found;
}

interface Entry {
  readonly key: string;
  readonly word: string;
  readonly value: BsonValue;
}

function isTaken(found: Gathered, { key, word, value }: Entry, beside: ReadonlySet<string>): boolean {
  const map = mapFields.get(word);
  if (map !== undefined && isDocument(value)) {
    takeMap(found, map, key, value);
    return true;
  }
  const scalar = scalarOf(value);
  if (scalar === null) return false;
  const secretName = secretNameOf(word, beside);
  if (secretName !== null) return put(found.secret, secretName, String(scalar));
  const companion = companionOf(word, beside);
  if (companion !== null) return putEntry(found, companion.field, companion.name, scalar, beside);
  if (key === 'resourceType' || key === 'type') {
    // Says what the document is, which `refuseOtherResource` has judged, or how to sign in, or nothing known here.
    if (isCredentialWord(String(scalar))) return true;
    if (authTypeOf(String(scalar)) === null) return false;
  }
  const text = textFields.get(word);
  return text !== undefined && put(found.texts, text, String(scalar));
}

function takeMap(found: Gathered, field: MapField, key: string, entries: BsonDocument): void {
  const words = wordsOf(entries);
  for (const [name, value] of Object.entries(entries)) {
    if (value === null) continue;
    const scalar = scalarOf(value);
    const isNew = scalar !== null && putEntry(found, field, name, scalar, words);
    if (!isNew) found.ignored.push(printable(`${key}.${name}`, 80));
  }
}

function putEntry(
  found: Gathered,
  field: MapField,
  name: string,
  scalar: string | number | boolean,
  beside: ReadonlySet<string>,
): boolean {
  if (field === 'settings') return put(found.settings, name, scalar);
  if (field === 'metadata') return put(found.metadata, name, String(scalar));
  return put(found.secret, secretNameOf(plainWord(name), beside) ?? name, String(scalar));
}

function put<K, V>(map: Map<K, V>, key: K, value: V): boolean {
  if (map.has(key)) return false;
  map.set(key, value);
  return true;
}

/** What the file says; else what its secrets are, where they allow one answer only. */
function authTypeFrom(said: string | undefined, secret: ReadonlyMap<string, string>, i: number): AuthType {
  if (said !== undefined) {
    const authType = authTypeOf(said);
    if (authType === null) throw malformed(i, 'authType', `"${printable(said)}" is no way to sign in known here.`);
    return authType;
  }
  if (secret.has('access_token') || secret.has('refresh_token')) return 'oauth2';
  if (secret.has('api_key')) return 'api_key';
  if (secret.has('username') || secret.has('password')) return 'basic';
  if (secret.has('token')) return 'bearer';
  throw malformed(i, 'authType', 'It is missing, and the secrets do not tell it.');
}
