import { expect, it } from 'vitest';
import { createOutput } from './output.ts';
import { untilEnded } from './waiting.ts';

/** Everything that was said beside the answer. */
function listen(isTTY: boolean, isJson = false) {
  const said: string[] = [];
  return { said, out: createOutput(isJson, { isTTY, write: (text) => said.push(text) }) };
}

const overwrite = '\r\u001b[K';

it('draws progress on one line of a terminal, and ends it with a sentence', () => {
  const { said, out } = listen(true);
  const progress = out.progress('Sending');
  progress.at(0, 300);
  progress.at(100, 300);
  progress.at(300, 300);
  progress.end('Sent.');
  expect(said).toEqual([
    `${overwrite}Sending ${'░'.repeat(24)} 0 %`,
    `${overwrite}Sending ${'█'.repeat(8)}${'░'.repeat(16)} 33 %`,
    `${overwrite}Sending ${'█'.repeat(24)} 100 %`,
    `${overwrite}Sent.\n`,
  ]);
});

it('counts where nobody knows how much there is, and fills no more than the bar', () => {
  const { said, out } = listen(true);
  const progress = out.progress('Fetching');
  progress.at(4_096, null);
  progress.at(12, 10);
  expect(said).toEqual([`${overwrite}Fetching 4096`, `${overwrite}Fetching ${'█'.repeat(24)} 100 %`]);
});

it('draws nothing into a file or a pipe, and says nothing beside JSON', () => {
  for (const [isTTY, isJson, told] of [
    [false, false, ['Sent.\n', 'a note\n']],
    [true, true, []],
    [false, true, []],
  ] as const) {
    const { said, out } = listen(isTTY, isJson);
    const progress = out.progress('Sending');
    progress.at(1, 2);
    progress.end('Sent.');
    out.note('a note');
    expect(said).toEqual(told);
  }
});

it('is drawn while work at the server goes on, look by look', async () => {
  const { said, out } = listen(true);
  const looks = [1, 2];
  const seen = await untilEnded(
    out,
    'Reading',
    async () => looks.shift() ?? 0,
    (done) => ({ done, total: 2, end: looks.length === 0 ? 'Read.' : null }),
  );
  expect(seen).toBe(2);
  expect(said.map((text) => text.replace(overwrite, ''))).toEqual([
    expect.stringContaining(' 50 %'),
    expect.stringContaining(' 100 %'),
    'Read.\n',
  ]);
});
