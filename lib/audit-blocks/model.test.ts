import { expect, it } from 'vitest';
import { actorPrint, groupPrint, printsOf, targetPrint, workspacePrint, type Marked } from './model.ts';

const row = (change: Partial<Marked>): Marked => ({
  workspaceId: 'wsp_1',
  actorId: 'usr_1',
  action: 'credential.created',
  targetId: 'crd_1',
  ...change,
});

it('holds every word of every row', () => {
  const prints = printsOf([
    row({}),
    row({ workspaceId: null, actorId: 'key_2', action: 'flow.saved', targetId: 'flw_2' }),
  ]);
  const words = [
    workspacePrint('wsp_1'),
    workspacePrint(null),
    actorPrint('usr_1'),
    actorPrint('key_2'),
    groupPrint('credential'),
    groupPrint('flow'),
    targetPrint('crd_1'),
    targetPrint('flw_2'),
  ];
  for (const word of words) expect(prints.includes(word)).toBe(true);
  expect(prints).toHaveLength(words.length * 3);
});

it('says a word once, however many rows speak of it, and tells kinds of words apart', () => {
  const prints = printsOf(Array.from({ length: 500 }, (_, n) => row({ action: `credential.${n}` })));
  expect(prints).toHaveLength(4 * 3);
  expect(prints.includes(actorPrint('crd_1'))).toBe(false);
  expect(prints.includes(targetPrint('usr_1'))).toBe(false);
});
