import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { constants, inflateRawSync } from 'node:zlib';

/** Every way in which a text may lie in bytes without being sealed. */
export function formsOf(secret: string): ReadonlyMap<string, Buffer> {
  const bytes = Buffer.from(secret, 'utf8');
  const percent = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const escaped = encodeURIComponent(secret);
  const unicode = [...secret].map((sign) => (sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0'));
  const texts: Record<string, string> = {
    clear: secret,
    hex: bytes.toString('hex'),
    HEX: bytes.toString('hex').toUpperCase(),
    url: escaped,
    'url, small hex': escaped.replaceAll(/%[\dA-F]{2}/g, (code) => code.toLowerCase()),
    'url, every byte': percent,
    'url, every byte, HEX': percent.toUpperCase(),
    form: new URLSearchParams({ a: secret }).toString().slice(2),
    json: JSON.stringify(secret).slice(1, -1),
    'json twice': JSON.stringify(JSON.stringify(secret)).slice(3, -3),
    'json, every sign': unicode.map((code) => `\\u${code}`).join(''),
    'json, every SIGN': unicode.map((code) => `\\u${code.toUpperCase()}`).join(''),
    html: secret.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll("'", '&#x27;'),
    'json for scripts': JSON.stringify(secret).slice(1, -1).replaceAll('&', '\\u0026').replaceAll('<', '\\u003c'),
  };
  const forms = new Map(Object.entries(texts).map(([name, text]) => [name, Buffer.from(text, 'utf8')]));
  const little = Buffer.from(secret, 'utf16le');
  forms.set('UTF-16LE', little).set('UTF-16BE', Buffer.from(little).swap16());
  for (const shift of [0, 1, 2]) {
    const packed = packedAt(bytes, shift);
    forms.set(`base64 +${shift}`, Buffer.from(packed, 'latin1'));
    const url = packed.replaceAll('+', '-').replaceAll('/', '_');
    forms.set(`base64url +${shift}`, Buffer.from(url, 'latin1'));
  }
  return forms;
}

/** The middle of base64 that is the same whatever stands `shift` bytes before the secret and after it. */
function packedAt(bytes: Buffer, shift: number): string {
  const packed = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  const bits = (shift + bytes.length) * 8;
  return packed.slice(Math.ceil((shift * 8) / 6), Math.floor(bits / 6));
}

/** Where secrets were found: `what, as base64 +1, in data/keyhaven.db`. */
export function findIn(place: string, bytes: Buffer, secrets: Readonly<Record<string, string>>): string[] {
  const all = [bytes, ...unpacked(bytes)];
  return Object.entries(secrets).flatMap(([what, secret]) =>
    [...formsOf(secret)]
      .filter(([, form]) => all.some((one) => one.includes(form)))
      .map(([form]) => `${what}, as ${form}, in ${place}`),
  );
}

const gzipMagic = Buffer.from([0x1f, 0x8b, 0x08]);
const zipMagic = Buffer.from('PK\u0003\u0004', 'latin1');
const unpackedBytesMax = 64 * 1024 * 1024;
const lenient = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: unpackedBytesMax };

/** What gzip members and zip entries anywhere inside hold, also inside one another. */
function unpacked(bytes: Buffer, depth = 0): Buffer[] {
  if (depth > 3) return [];
  const found = [
    ...membersOf(bytes, gzipMagic, (member) => inflateRawSync(gzipBody(member), lenient)),
    ...membersOf(bytes, zipMagic, (entry) =>
      inflateRawSync(entry.subarray(30 + entry.readUInt16LE(26) + entry.readUInt16LE(28)), lenient),
    ),
  ];
  return found.flatMap((one) => [one, ...unpacked(one, depth + 1)]);
}

/** Behind the header (RFC 1952, 2.3): by hand, because what stands behind the member has to be passed over. */
function gzipBody(member: Buffer): Buffer {
  const flags = member.readUInt8(3);
  let at = 10;
  if (flags & 4) at += 2 + member.readUInt16LE(at);
  for (const flag of [8, 16]) if (flags & flag) at = member.indexOf(0, at) + 1;
  return member.subarray(flags & 2 ? at + 2 : at);
}

function membersOf(bytes: Buffer, magic: Buffer, unpack: (from: Buffer) => Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = bytes.indexOf(magic); at >= 0; at = bytes.indexOf(magic, at + 1)) {
    try {
      found.push(unpack(bytes.subarray(at)));
    } catch {
      // Three bytes that only look like the start of one.
    }
  }
  return found;
}

/** Every file below a folder that was written since a time, or all of them. */
export function filesBelow(folder: string, sinceMs = 0): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => {
      const stat = statSync(path, { throwIfNoEntry: false });
      return Boolean(stat?.isFile()) && (stat?.mtimeMs ?? 0) >= sinceMs;
    });
}

export const findInFiles = (paths: readonly string[], secrets: Readonly<Record<string, string>>): string[] =>
  paths.flatMap((path) => findIn(path, readFileSync(path), secrets));
