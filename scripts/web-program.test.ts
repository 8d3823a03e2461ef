import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { getPriority } from 'node:os';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { stepBack } from './web-program.ts';

const tells =
  "const { readdirSync, readFileSync } = require('node:fs');" +
  "const nices = readdirSync('/proc/self/task').map((id) => readFileSync(`/proc/self/task/${id}/stat`, 'utf8'));" +
  "console.log(JSON.stringify([...new Set(nices.map((line) => Number(line.slice(line.lastIndexOf(')') + 2).split(' ')[16])))]));";

it.runIf(process.platform === 'linux' && getPriority() < 19)(
  'whoever steps back does so with all its threads',
  async () => {
    const child = spawn(process.execPath, ['--eval', tells], { stdio: ['ignore', 'pipe', 'inherit'] });
    stepBack(child);
    const [said] = await Promise.all([text(child.stdout), once(child, 'close')]);
    expect(JSON.parse(said)).toEqual([Math.min(getPriority() + 10, 19)]);
  },
);
