import { isDocument, type BsonDocument, type BsonValue } from './decode.ts';
import { plainWord } from './kind.ts';

/*
 * The words other tools use. Each table goes from a word without case, blanks, dashes and underscores to the field it
 * means here; of several words for one field the first in the table wins. What is in no table is never guessed at.
 */

export type TextField = 'identifier' | 'name' | 'component' | 'authType' | 'environment';

export const textFields: ReadonlyMap<string, TextField> = new Map([
  ['identifier', 'identifier'],
  ['id', 'identifier'],
  ['name', 'name'],
  ['label', 'name'],
  ['title', 'name'],
  ['component', 'component'],
  ['app', 'component'],
  ['service', 'component'],
  ['serviceid', 'component'],
  ['authtype', 'authType'],
  ['authenticationtype', 'authType'],
  ['type', 'authType'],
  ['environment', 'environment'],
]);

export type MapField = 'settings' | 'metadata' | 'secret';

export const mapFields: ReadonlyMap<string, MapField> = new Map([
  ['settings', 'settings'],
  ['userdata', 'settings'],
  ['metadata', 'metadata'],
  ['secret', 'secret'],
  ['credentials', 'secret'],
  ['auth', 'secret'],
  ['keys', 'secret'],
  ['fields', 'secret'],
]);

/** Secrets with a name of their own, taken at the outermost level and inside a map of secrets. */
export const secretFields: ReadonlyMap<string, string> = new Map([
  ['apikey', 'api_key'],
  ['accesstoken', 'access_token'],
  ['accesskey', 'access_token'],
  ['refreshtoken', 'refresh_token'],
  ['refreshkey', 'refresh_token'],
  ['username', 'username'],
  ['password', 'password'],
  ['token', 'token'],
]);

/** An access key with a secret key beside it is a pair of its own (AWS), not a token. */
const keyPairWords = ['secretkey', 'secretaccesskey'];

/** The words of the keys of one document or map: what some of them mean, those beside them tell. */
export const wordsOf = (entries: BsonDocument): ReadonlySet<string> => new Set(Object.keys(entries).map(plainWord));

export function secretNameOf(word: string, beside: ReadonlySet<string>): string | null {
  const isOfPair = word === 'accesskey' && keyPairWords.some((other) => beside.has(other));
  return isOfPair ? null : (secretFields.get(word) ?? null);
}

/** What stands beside tokens at the outermost level and belongs to them. Elsewhere these words may mean anything. */
const besideTokens: ReadonlyMap<string, { readonly field: MapField; readonly name: string }> = new Map([
  ['expiresat', { field: 'secret', name: 'expires_at' }],
  ['expiresin', { field: 'secret', name: 'expires_in' }],
  ['issuedat', { field: 'secret', name: 'issued_at' }],
  ['refreshtokenexpiresat', { field: 'secret', name: 'refresh_token_expires_at' }],
  ['refreshtokenexpiresin', { field: 'secret', name: 'refresh_token_expires_in' }],
  ['clientid', { field: 'settings', name: 'client_id' }],
  ['scope', { field: 'settings', name: 'scope' }],
]);

const tokenWords = [...secretFields].filter(([, name]) => name.endsWith('_token')).map(([word]) => word);

/** Where a key of such a word goes; null for every other, and where there is no token beside it. */
export function companionOf(word: string, beside: ReadonlySet<string>) {
  const companion = besideTokens.get(word);
  if (companion === undefined) return null;
  const hasTokens = tokenWords.some((other) => beside.has(other) && secretNameOf(other, beside) !== null);
  return hasTokens ? companion : null;
}

/** Text, number or boolean as they are; dates as ISO 8601 text; whole numbers beyond 2^53 as digits. */
export function scalarOf(value: BsonValue): string | number | boolean | null {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

/** JSON:API, as elastic.io writes it: the fields are under `attributes`, the component under `relationships`. */
export function withoutJsonApi(document: BsonDocument): BsonDocument {
  const { attributes, relationships, ...outer } = document;
  if (!isDocument(attributes)) return document;
  const component = relatedId(relationships, 'component');
  return { ...outer, ...attributes, ...(component === null ? {} : { component }) };
}

function relatedId(relationships: BsonValue | undefined, name: string): string | null {
  const relation = isDocument(relationships) ? relationships[name] : undefined;
  const data = isDocument(relation) ? relation['data'] : undefined;
  const id = isDocument(data) ? data['id'] : undefined;
  return typeof id === 'string' ? id : null;
}
