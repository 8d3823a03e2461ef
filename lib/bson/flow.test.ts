import { ObjectId, serialize } from 'bson';
import { describe, expect, it } from 'vitest';
import {
  collect,
  containerDocuments,
  inChunks,
  installation,
  passphrase,
  plainFile,
  refusalOf,
  sampleFlow,
  sampleItem,
} from './fixtures.ts';
import type { FlowItem } from './flow.ts';
import { documentsOf, signed } from './hostile/made.ts';
import { inspect, openFileKey, openFlows, openItems, openOrigin } from './read.ts';

const inspectFlow = (source: AsyncIterable<Uint8Array>) => inspect(source, 20, 'flow');
const write = (items: readonly Record<string, unknown>[]) => containerDocuments(items, { resourceType: 'flow' });
const open = (...documents: readonly Record<string, unknown>[]) =>
  collect(openFlows(plainFile(...documents), { kind: 'plain' }));

const step = (changes: Record<string, unknown> = {}) => ({ ...sampleFlow(1).steps[0], ...changes });
const steps = (count: number) => Array.from({ length: count }, () => step());

describe('a container of flows', () => {
  it('is told by its kind, and where it comes from', async () => {
    const file = Buffer.concat(await write([sampleFlow(1)]));
    expect(await inspectFlow(inChunks(file))).toMatchObject({ kind: 'keyhaven', resourceType: 'flow', count: 1 });
    expect(await openOrigin(inChunks(file), installation)).toEqual({ tenantName: 'Acme', workspaceName: 'Production' });
    const fileKey = await openFileKey(inChunks(file), installation);
    const [opened] = await collect(openFlows(inChunks(file), { kind: 'fileKey', fileKey }));
    expect(opened).toEqual({ i: 1, item: sampleFlow(1), ignored: [] });
  });

  it.each<[string, string, string, Partial<Record<keyof FlowItem, unknown>>]>([
    ['a field besides', 'IMP-210', 'state', { state: 'active' } as object],
    ['no name', 'IMP-210', 'name', { name: ' ' }],
    ['a name of two lines', 'IMP-210', 'name', { name: 'a\nb' }],
    ['101 steps', 'IMP-210', 'steps', { steps: steps(101) }],
    ['a component that is no id', 'IMP-210', 'steps.0.component', { steps: [step({ component: '../rest' })] }],
    ['a secret in a step', 'IMP-210', 'steps.0.secret', { steps: [step({ secret: 'x' })] }],
    [
      'a secret in what it signs in with',
      'IMP-210',
      'steps.0.credential.secret',
      { steps: [step({ credential: { ...sampleFlow(1).steps[0]?.credential, secret: { token: 'x' } } })] },
    ],
  ])('is neither written nor read with %s', async (_, code, field, changes) => {
    const written = await refusalOf(() => write([{ ...sampleFlow(1), ...changes }]));
    expect([written.code, written.detail['field'], written.detail['item']]).toEqual([code, field, 1]);
    const { identifier, ...flow } = { ...sampleFlow(1), ...changes };
    const read = await refusalOf(() => inspectFlow(plainFile({ type: 'flow', identifier, ...flow })));
    expect([read.code, read.detail['field']]).toEqual([code, field]);
  });

  it('holds 100 steps', async () => {
    const file = Buffer.concat(await write([{ ...sampleFlow(1), steps: steps(100) }]));
    const [opened] = await collect(openFlows(inChunks(file), installation));
    expect(opened?.item.steps).toHaveLength(100);
  });

  it('is refused when credentials are sealed in it', async () => {
    expect((await refusalOf(() => write([sampleItem(1)]))).code).toBe('IMP-210');
  });
});

describe('a container of a newer format that this reader may read', () => {
  const news = { trigger: 'hourly' };
  const sealed = async (item: Record<string, unknown>, change: Record<string, unknown>) =>
    inChunks(signed(await documentsOf([serialize(item)], undefined, { formatVersion: 2, ...change })));
  const unlock = { kind: 'passphrase', passphrase } as const;

  it('is read without the news of its flows, their steps and credentials', async () => {
    const [first] = sampleFlow(1).steps;
    const known = { ...sampleFlow(1), steps: [{ name: 'Wait', component: 'rest', credential: null }, first] };
    const credential = { ...first?.credential, ...news };
    const item = {
      ...known,
      ...news,
      steps: [
        { ...known.steps[0], ...news },
        { ...first, ...news, credential },
      ],
    };
    const read = async (change = {}) =>
      collect(openFlows(await sealed(item, { resourceType: 'flow', ...change }), unlock));
    expect(await read()).toEqual([{ i: 1, item: known, ignored: [] }]);
    expect((await refusalOf(() => read({ formatVersion: 1 }))).code).toBe('IMP-210');
  });

  it('is read without the news of its credentials', async () => {
    const known = sampleItem(1);
    const item = { ...known, ...news, version: { ...known.version, ...news } };
    const read = async (change = {}) => collect(openItems(await sealed(item, change), unlock));
    expect(await read()).toEqual([{ i: 1, item: known, ignored: [] }]);
    expect((await refusalOf(() => read({ formatVersion: 1 }))).code).toBe('IMP-210');
  });
});

describe('another resource type, where a flow is imported', () => {
  it.each<[string, string, () => AsyncIterable<Uint8Array>]>([
    ['our container', 'credential', () => containerOf([sampleItem(1)])],
    ['type', 'credential', () => plainFile({ type: 'credential', name: 'a' })],
    ['its own word', 'credentials', () => plainFile({ resourceType: 'credentials' })],
    ['types no flow may have', 'credential', () => plainFile({ _id: new ObjectId(), type: 'credential' })],
    ['something else yet', 'connector', () => plainFile({ type: 'connector', steps: [] })],
    ['a list of credentials', 'credential', () => plainFile({ credentials: [] })],
    ['a credential that does not say so', 'credential', () => plainFile({ name: 'a', component: 'b', token: 'c' })],
    [
      'a way to sign in',
      'credential',
      () => plainFile({ type: 'api_key', name: 'a', component: 'b', secret: { k: 'v' } }),
    ],
    ['a second document', 'credential', () => plainFile({ name: 'a', steps: [] }, { type: 'credential' })],
  ])('is named: %s', async (_, word, source) => {
    const error = await refusalOf(() => inspectFlow(source()));
    expect(error.code).toBe('IMP-201');
    expect(error.message).toBe(`Importing resource type is ${word}. Cannot import.`);
    expect(error.detail).toEqual({ resourceType: word });
  });
});

async function* containerOf(items: readonly Record<string, unknown>[]): AsyncGenerator<Uint8Array> {
  yield* await containerDocuments(items);
}

describe('a plain flow', () => {
  it.each(['type', 'resourceType'])(
    'is taken in the words of the format, and what may be absent is so: %s',
    async (key) => {
      const opened = await open({
        [key]: 'Flow',
        name: ' Order sync ',
        steps: [
          { name: 'Read', component: 'rest', credential: { name: 'Orders API' } },
          { name: 'Tell', component: 'slack' },
        ],
      });
      const credential = { identifier: null, name: 'Orders API', environment: '', authType: null };
      expect(opened).toEqual([
        {
          i: 1,
          item: {
            identifier: null,
            name: 'Order sync',
            steps: [
              { name: 'Read', component: 'rest', credential },
              { name: 'Tell', component: 'slack', credential: null },
            ],
          },
          ignored: [],
        },
      ]);
    },
  );

  it('may be what a container holds, also several and without a type', async () => {
    const opened = await open({ ...sampleFlow(1) }, { type: 'flow', ...sampleFlow(2) });
    expect(opened.map(({ i, item }) => [i, item])).toEqual([
      [1, sampleFlow(1)],
      [2, sampleFlow(2)],
    ]);
  });

  it.each<[string, string, Record<string, unknown>]>([
    ['something else', 'IMP-203', { hello: 'world' }],
    ['a name alone', 'IMP-203', { type: 'flow', name: 'Order sync' }],
    ['steps that are no list', 'IMP-210', { name: 'a', steps: 'b' }],
    [
      'a way to sign in nobody knows',
      'IMP-210',
      { name: 'a', steps: [step({ credential: { name: 'x', authType: 'magic' } })] },
    ],
    ['a field of another tool', 'IMP-210', { type: 'flow', name: 'a', steps: [], trigger: 'x' }],
  ])('is refused: %s', async (_, code, document) => {
    expect((await refusalOf(() => inspectFlow(plainFile(document)))).code).toBe(code);
  });
});
