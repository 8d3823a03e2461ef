/**
 * `npm run bench -- import`, `export`, `refresh` or `token`: the product against the same job without it, in one run. The last line
 * of stdout is JSON; what is measured is in docs/benchmarks.md. Ends with 1 when a target is missed.
 */
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { newFolder, removeFolder, startChild } from './bench/children.ts';
import { median, rounded } from './bench/figures.ts';
import { otherWriters } from './bench/others.ts';
import { benchRefresh } from './bench/refresh.ts';
import { runPairs } from './bench/rounds.ts';
import { benchToken } from './bench/token.ts';

const ratioMax = 3;
const extraMebibytesMax = 200;
const names = ['import', 'export', 'refresh', 'token'] as const;
type Transfer = Exclude<(typeof names)[number], 'refresh' | 'token'>;
const itemsDefault = { import: '100000', export: '100000', refresh: '3000', token: '100000' } as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    items: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    rows: { type: 'string', default: '1000000' },
  },
});
const name = names.find((one) => one === positionals[0]);
if (!name || positionals.length !== 1) {
  console.error(`Usage: npm run bench -- ${names.join('|')} [--items N] [--rounds N] [--rows N]`);
  process.exit(2);
}
const items = whole(values.items ?? itemsDefault[name], 'items');
const rounds = whole(values.rounds, 'rounds');
const rows = whole(values.rows, 'rows');

function whole(text: string, option: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  console.error(`--${option} must be a whole number from 1.`);
  return process.exit(2);
}

async function benchTransfer(name: Transfer, template: string) {
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

async function transferred(name: Transfer) {
  const template = newFolder();
  try {
    return await benchTransfer(name, template);
  } finally {
    removeFolder(template);
  }
}

function measuredOf(name: (typeof names)[number]) {
  if (name === 'refresh') return benchRefresh({ items, rounds, rows });
  return name === 'token' ? benchToken({ items, rounds }) : transferred(name);
}

const result = await measuredOf(name);
if (!result.ok) process.exitCode = 1;
console.log(JSON.stringify(result));
