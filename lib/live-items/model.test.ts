import { describe, expect, it } from 'vitest';
import { readLine, type ReadLine } from './model.ts';

const secret = 'planted-secret-4711';

const read = (text: string | Buffer | null): ReadLine =>
  readLine({ n: 7, bytes: text === null ? null : Buffer.from(text) });

const lineOf = (more: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    consumer_id: 'acme',
    unified_api: 'crm',
    service_id: 'hubspot',
    credentials: { access_token: secret },
    ...more,
  });

function refusalOf(text: string | Buffer | null) {
  const line = read(text);
  if (line.item !== null) throw new Error('It was read.');
  return line.refusal;
}

describe('a line', () => {
  it('is a connection with the names of one', () => {
    expect(read(lineOf({ metadata: { plan: 'gold' }, settings: null }))).toEqual({
      n: 7,
      item: {
        consumer: 'acme',
        unifiedApi: 'crm',
        serviceId: 'hubspot',
        credentials: { access_token: secret },
        settings: null,
        metadata: { plan: 'gold' },
      },
      warnings: [],
    });
  });

  it('may begin with a byte order mark and end with a carriage return', () => {
    expect(read(`\uFEFF${lineOf()}\r`).item).toMatchObject({ consumer: 'acme' });
  });

  it('says what of it is not known', () => {
    expect(read(lineOf({ connection_id: 'crm+hubspot', enabled: true }))).toMatchObject({
      warnings: ['Not known, so left out: connection_id, enabled.'],
    });
    const slipped = lineOf({ [`${secret} \u202e`]: 1 });
    expect(read(slipped)).toMatchObject({ warnings: ['Not known, so left out: (another name).'] });
  });
});

describe('a line that is refused', () => {
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const lone = lineOf({ metadata: { text: 'x' } }).replace('"x"', String.raw`"\ud800"`);
  const zero = lineOf({ metadata: { text: 'x' } }).replace('"x"', String.raw`"\u0000"`);
  const proto = lineOf().replace('{', '{"__proto__":{"isAdmin":true},');
  const innerProto = lineOf({ metadata: { a: 1 } }).replace('"a"', '"__proto__"');
  const cases: readonly (readonly [why: string, text: string | Buffer | null, message: string])[] = [
    ['too long', null, 'This line is longer than 64 KB.'],
    ['no UTF-8', Buffer.concat([Buffer.from(lineOf()), Buffer.from([0xff, 0xfe])]), 'This line is not UTF-8.'],
    ['an overlong form of UTF-8', Buffer.from([0xc0, 0xaf]), 'This line is not UTF-8.'],
    ['cut', lineOf().slice(0, -4), 'This line is not JSON.'],
    ['two objects', `${lineOf()}${lineOf()}`, 'This line is not JSON.'],
    ['an array', `[${lineOf()}]`, 'A line is one JSON object.'],
    ['a text', JSON.stringify(secret), 'A line is one JSON object.'],
    ['null', 'null', 'A line is one JSON object.'],
    ['deep in itself', deep, 'A line is one JSON object.'],
    ['deep inside', lineOf().replace('{', `{"metadata":{"x":${deep}},`), 'This line is nested deeper than 32 levels.'],
    ['deep in what is not known', lineOf().replace('{', `{"x":${deep},`), 'This line is nested deeper than 32 levels.'],
    ['with __proto__', proto, 'No member of a line may be called __proto__.'],
    ['with __proto__ inside', innerProto, 'No member of a line may be called __proto__.'],
    ['with half a character', lone, 'This line contains characters that cannot be stored.'],
    ['with U+0000', zero, 'This line contains characters that cannot be stored.'],
    ['with a number without end', lineOf().replace('{', '{"x":1e999,'), 'A number in this line is too large.'],
  ];

  it.each(cases)('%s says so, and nothing of what is in it', (_, text, message) => {
    const refusal = refusalOf(text);
    expect(refusal.message).toBe(message);
    expect(JSON.stringify(refusal)).not.toContain(secret);
  });

  it('names the member that does not fit, and whose it is', () => {
    expect(refusalOf(lineOf({ credentials: secret }))).toMatchObject({
      consumer: 'acme',
      connectionKey: 'crm+hubspot',
    });
    for (const [member, value] of [
      ['consumer_id', undefined],
      ['consumer_id', ' acme'],
      ['unified_api', 7],
      ['service_id', [secret]],
      ['credentials', secret],
      ['settings', [secret]],
    ] as const) {
      const refusal = refusalOf(lineOf({ [member]: value }));
      expect(refusal.code).toBe('INPUT_INVALID');
      expect(refusal.message).toContain(`${member}: `);
      expect(JSON.stringify(refusal)).not.toContain(secret);
    }
  });

  it('repeats no service that may be a secret in the wrong place', () => {
    expect(refusalOf(lineOf({ service_id: `${secret}=`, settings: 1 })).connectionKey).toBe('');
  });

  it('leaves the prototype of all objects alone', () => {
    read(proto);
    read(innerProto);
    expect(Object.hasOwn(Object.prototype, 'isAdmin')).toBe(false);
  });
});
