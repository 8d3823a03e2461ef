import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCatalog } from '#lib/catalog/catalog.ts';
import { slack } from '#lib/catalog/manifests/slack.ts';
import { ownFileBytesMax, ownFilesMax, readOwnFiles } from '#lib/catalog/own.ts';
import { manifest } from '#lib/catalog/schema.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/components.md'), 'utf8');
const example: unknown = JSON.parse(/```json\n([\s\S]+?)```/.exec(page)?.[1] ?? 'null');
const { id, name } = manifest.parse(example);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyhaven-components-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (fileName: string, content: unknown) =>
  writeFileSync(join(folder, fileName), typeof content === 'string' ? content : JSON.stringify(content));
const catalog = () => createCatalog([slack], readOwnFiles(folder));
/** By name, as the catalogue lists them. */
const listed = () =>
  catalog()
    .listComponents()
    .map((entry) => [entry.id, entry.name, 'broken' in entry]);
const ours = ['slack', 'Slack', false];

describe('the files of an operator', () => {
  it('are components like those that come with Keyhaven: the example of the documentation is one', () => {
    put('parcel.json', example);
    expect(listed()).toContainEqual([id, name, false]);
    expect(catalog().getComponent(id).authMethods).not.toHaveLength(0);
  });

  it('may begin with a byte order mark, and other files beside them are none', () => {
    put('parcel.json', `\ufeff${JSON.stringify(example)}`);
    put('notes.txt', 'no manifest');
    put('.hidden.json', 'no manifest');
    mkdirSync(join(folder, 'older'));
    expect(listed()).toEqual([[id, name, false], ours]);
  });

  it('need not be there', () => {
    expect(readOwnFiles(join(folder, 'nothing'))).toEqual([]);
    put('a-file', '');
    expect(readOwnFiles(join(folder, 'a-file'))).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['no JSON', '{"id": "half'],
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['a key that is not known', { ...manifest.parse(example), colour: 'blue' }],
    ['more than 64 KB', `"${'x'.repeat(ownFileBytesMax)}"`],
  ])('that hold %s keep a place under their name', (_, content) => {
    put('my own.json', content);
    put('whole.json', example);
    const broken = catalog()
      .listComponents()
      .find((entry) => 'broken' in entry);
    expect(broken).toMatchObject({ name: 'my own.json', broken: 'CAT-102' });
    expect(broken?.id).toMatch(/^[\w.-]+$/);
    expect(listed()).toHaveLength(3);
    expect(listed()).toContainEqual(ours);
  });

  it('that are no files at all do not stop anybody', () => {
    execFileSync('mkfifo', [join(folder, 'pipe.json')]);
    mkdirSync(join(folder, 'folder.json'));
    expect(listed().filter(([, , isBroken]) => isBroken)).toEqual([
      ['folder', 'folder.json', true],
      ['pipe', 'pipe.json', true],
    ]);
  });

  it('never stand in the place of a component of ours, or of a page', () => {
    put('another-slack.json', { ...manifest.parse(example), id: 'slack' });
    put('slack.json', 'no JSON');
    put('trash.json', { ...manifest.parse(example), id: 'trash' });
    expect(listed()).toEqual([
      ['another-slack.json', 'another-slack.json', true],
      ours,
      ['slack.json', 'slack.json', true],
      ['trash.json', 'trash.json', true],
    ]);
  });

  it('that became malformed keep the place of their component, unless a whole one has it', () => {
    put('parcel.json', { ...manifest.parse(example), authMethods: 7 });
    expect(listed()).toContainEqual([id, 'parcel.json', true]);
    put('whole.json', example);
    expect(listed()).toContainEqual([id, name, false]);
    expect(listed()).toContainEqual(['parcel.json', 'parcel.json', true]);
  });

  it('of one id are neither taken', () => {
    put('a.json', example);
    put('b.json', { ...manifest.parse(example), name: 'Another' });
    expect(listed()).toEqual([[id, expect.any(String), true], ours]);
  });

  it('are read up to a number', () => {
    for (let n = 0; n <= ownFilesMax; n += 1) put(`app-${String(n).padStart(4, '0')}.json`, {});
    const files = readOwnFiles(folder);
    expect(files).toHaveLength(ownFilesMax);
    expect(files.at(-1)?.fileName).toBe('app-0499.json');
  });
});
