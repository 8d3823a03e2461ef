import { expect, it } from 'vitest';
import { printsOf, wordPrint, workspacePrint, type Marked } from './model.ts';

const row = (change: Partial<Marked>): Marked => ({
  workspaceId: 'wsp_1',
  actorId: 'usr_1',
  action: 'credential.created',
  targetId: 'crd_1',
  ...change,
});

it('holds every word of every row, each of its workspace', () => {
  const prints = printsOf([
    row({}),
    row({ workspaceId: null, actorId: 'key_2', action: 'flow.saved', targetId: 'flw_2' }),
  ]);
  const words = [
    workspacePrint('wsp_1'),
    wordPrint('wsp_1', 'actor', 'usr_1'),
    wordPrint('wsp_1', 'group', 'credential'),
    wordPrint('wsp_1', 'target', 'crd_1'),
    workspacePrint(null),
    wordPrint(null, 'actor', 'key_2'),
    wordPrint(null, 'group', 'flow'),
    wordPrint(null, 'target', 'flw_2'),
  ];
  expect(prints).toEqual(Buffer.concat(words));
  expect(prints.includes(wordPrint('wsp_1', 'actor', 'key_2'))).toBe(false);
  expect(prints.includes(wordPrint('wsp_1', 'target', 'usr_1'))).toBe(false);
});

it('says a word once, however many rows speak of it', () => {
  expect(printsOf(Array.from({ length: 500 }, (_, n) => row({ action: `credential.${n}` })))).toHaveLength(4 * 3);
});
