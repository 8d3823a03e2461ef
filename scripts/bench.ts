/**
 * `npm run bench -- import` or `export`: the product against the same job without it, in one run. The last line of
 * stdout is JSON; what is measured is in docs/benchmarks.md. Ends with 1 when a target is missed.
 */
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { newFolder, removeFolder, startChild } from './bench/children.ts';
import { median, rounded } from './bench/figures.ts';
import { otherWriters } from './bench/others.ts';
import { runPairs } from './bench/rounds.ts';

const ratioMax = 3;
const extraMebibytesMax = 200;
const names = ['import', 'export'] as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { items: { type: 'string', default: '100000' }, rounds: { type: 'string', default: '5' } },
});
const name = names.find((one) => one === positionals[0]);
if (!name || positionals.length !== 1) {
  console.error(`Usage: npm run bench -- ${names.join('|')} [--items N] [--rounds N]`);
  process.exit(2);
}
const items = whole(values.items, 'items');
const rounds = whole(values.rounds, 'rounds');

function whole(text: string, option: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  console.error(`--${option} must be a whole number from 1.`);
  return process.exit(2);
}

async function bench(name: (typeof names)[number], template: string) {
  console.error(`Making a database and ${items} credentials …`);
  await startChild('prepare', template, [name, String(items)]).result;
  const pairs = await runPairs(name, template, rounds);
  const writers = await otherWriters(`${name}-product`, template);
  const ratios = pairs.map(({ floor, product }) => product.ms / floor.ms);
  const ratio = rounded(median(ratios));
  const extraMebibytes = Math.max(...pairs.map(({ product }) => product.extraMebibytes));
  return {
    name,
    unit: 'ms',
    product: median(pairs.map(({ product }) => product.ms)),
    floor: median(pairs.map(({ floor }) => floor.ms)),
    ratio,
    range: [rounded(Math.min(...ratios)), rounded(Math.max(...ratios))],
    cpuRatio: rounded(median(pairs.map(({ floor, product }) => product.cpuMs / floor.cpuMs))),
    target: ratioMax,
    ok: ratio <= ratioMax && extraMebibytes <= extraMebibytesMax,
    extraMebibytes,
    extraTarget: extraMebibytesMax,
    writers,
    items,
    rounds,
    machine: { node: process.versions.node, cores: cpus().length, load: rounded(loadavg()[0] ?? 0) },
  };
}

const template = newFolder();
try {
  const result = await bench(name, template);
  if (!result.ok) process.exitCode = 1;
  console.log(JSON.stringify(result));
} finally {
  removeFolder(template);
}
