import { deserialize } from 'bson';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isStorable, name } from '#lib/names.ts';
import { decodeDocument } from './decode.ts';
import { encodeDocument } from './encode.ts';
import { collect, containerDocuments, inChunks, installation, refusalOf } from './fixtures.ts';
import type { FlowItem } from './flow.ts';
import { authTypes, type CredentialItem } from './item.ts';
import { inspect, openFlows, openItems, openOrigin } from './read.ts';
import { scanDocument } from './scan.ts';

const storable = (lengthMax: number, lengthMin = 0) =>
  fc.string({ unit: 'binary', minLength: lengthMin, maxLength: lengthMax }).filter(isStorable);

/** Names that a careless reader would act on. */
const poison = fc.constantFrom(
  '__proto__',
  'constructor',
  'prototype',
  '_bsontype',
  'toBSON',
  'toJSON',
  'then',
  '$ref',
  '$db',
  '$where',
  '$$typeof',
  'length',
  '0',
  '',
);
const keyName = fc.oneof(poison, storable(40));
const mapOf = <T>(value: fc.Arbitrary<T>) =>
  fc.uniqueArray(fc.tuple(keyName, value), { maxLength: 12, selector: ([key]) => key }).map(Object.fromEntries<T>);

const plainObjects = { noNullPrototype: true } as const;

const date = fc.date({ noInvalidDate: true });
const text = fc.oneof(storable(60), fc.constantFrom('ObjectId', 'DBRef', 'Code', '\ufeffbom', 'a'.repeat(9_000)));
const number = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }));

const item: fc.Arbitrary<CredentialItem> = fc.record(
  {
    identifier: storable(100, 1),
    name: storable(100, 1),
    component: storable(50, 1),
    authType: fc.constantFrom(...authTypes),
    environment: storable(50),
    settings: mapOf(fc.oneof(text, number, fc.boolean())),
    metadata: mapOf(text),
    secret: mapOf(text),
    audience: fc.array(storable(100, 1), { maxLength: 5 }),
    version: fc.record(
      { id: storable(50, 1), number: fc.integer({ min: 1, max: 1_000_000 }), savedAt: date },
      plainObjects,
    ),
  },
  plainObjects,
);

/** What people call a thing, as it is kept. */
const label = storable(100, 1)
  .map((one) => one.normalize('NFC').trim())
  .filter((one) => name.safeParse(one).success);

const flow: fc.Arbitrary<FlowItem> = fc.record(
  {
    identifier: storable(100, 1),
    name: label,
    steps: fc.array(
      fc.record(
        {
          name: label,
          component: fc.stringMatching(/^[\w-]{1,60}$/),
          credential: fc.option(
            fc.record(
              {
                identifier: storable(100, 1),
                name: storable(100, 1),
                environment: storable(50),
                authType: fc.constantFrom(...authTypes),
              },
              plainObjects,
            ),
          ),
        },
        plainObjects,
      ),
      { maxLength: 6 },
    ),
  },
  plainObjects,
);

/** Own keys and their values: a comparison of objects would look past a key called `__proto__`. */
const written = ({
  settings,
  metadata,
  secret,
  ...rest
}: CredentialItem | Record<'settings' | 'metadata' | 'secret', object>) => ({
  ...rest,
  settings: Object.entries(settings),
  metadata: Object.entries(metadata),
  secret: Object.entries(secret),
});

describe('a container', () => {
  it('gives back every field of every item as it was', async () => {
    const origins = fc.record({ tenantName: storable(60), workspaceName: storable(60) }, plainObjects);
    await fc.assert(
      fc.asyncProperty(
        fc.array(item, { minLength: 1, maxLength: 4 }),
        origins,
        date,
        async (items, origin, exportedAt) => {
          const file = Buffer.concat(await containerDocuments(items, { origin, exportedAt }));
          expect(await inspect(inChunks(file))).toMatchObject({ count: items.length, header: { exportedAt } });
          expect(await openOrigin(inChunks(file), installation)).toStrictEqual(origin);
          const opened = await collect(openItems(inChunks(file, 1_000), installation));
          expect(opened.map((one) => written(one.item))).toStrictEqual(items.map(written));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('gives back every flow as it was, and is no file of credentials', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(flow, { minLength: 1, maxLength: 4 }), async (flows) => {
        const file = Buffer.concat(await containerDocuments(flows, { resourceType: 'flow' }));
        expect(await inspect(inChunks(file), 4, 'flow')).toMatchObject({ resourceType: 'flow', count: flows.length });
        const opened = await collect(openFlows(inChunks(file, 1_000), installation));
        expect(opened.map((one) => one.item)).toStrictEqual(flows);
        expect((await refusalOf(() => collect(openItems(inChunks(file), installation)))).code).toBe('IMP-201');
      }),
      { numRuns: 200 },
    );
  });

  it('changes no prototype', async () => {
    const poisoned = Object.fromEntries([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    const [sample] = fc.sample(item, 1);
    const file = await containerDocuments([{ ...sample, settings: poisoned, metadata: poisoned, secret: poisoned }]);
    const [opened] = await collect(openItems(inChunks(Buffer.concat(file)), installation));
    expect(Object.getPrototypeOf(opened?.item.secret)).toBe(Object.prototype);
    expect(Object.entries(opened?.item.secret ?? {})).toEqual(Object.entries(poisoned));
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe('a document', () => {
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: 'medium' },
      text,
      number,
      fc.boolean(),
      fc.constant(null),
      date,
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      fc.array(tie('any'), { maxLength: 4 }),
      mapOf(tie('any')),
    ),
  })).any;

  it('is the same to js-bson as to us', () => {
    fc.assert(
      fc.property(mapOf(value), (record) => {
        const bytes = encodeDocument(record);
        expect(scanDocument(bytes)).toBe(bytes.length);
        expect(decodeDocument(bytes)).toEqual(deserialize(bytes, { promoteBuffers: true }));
      }),
      { numRuns: 300 },
    );
  });

  it('that passes the scan is one js-bson reads, and no bytes make either do anything else than refuse', async () => {
    const mutation = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
    let passed = 0;
    await fc.assert(
      fc.asyncProperty(mapOf(value), mutation, async (record, changes) => {
        const bytes = encodeDocument(record);
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        try {
          scanDocument(bytes);
        } catch {
          expect((await refusalOf(() => scanDocument(bytes))).code).toMatch(/^IMP-1/);
          return;
        }
        passed += 1;
        expect(() => decodeDocument(bytes.subarray(0, bytes.readInt32LE(0)))).not.toThrow();
      }),
      { numRuns: 2_000 },
    );
    expect(passed).toBeGreaterThan(50);
  });
});
