/** Renders the list of the largest app over and over, four at a time: `token-heavy.ts <folder> <origin> <seconds>`. Says how many. */
import { readFileSync } from 'node:fs';
import { pageFileOf, sessionFileOf } from './token-place.ts';

const [, , folder = '', origin = '', seconds = '1'] = process.argv;
const atOnce = 4;
const headers = { cookie: `keyhaven=${readFileSync(sessionFileOf(folder), 'utf8')}` };
const page = new URL(readFileSync(pageFileOf(folder), 'utf8'), origin);
const until = performance.now() + Number(seconds) * 1_000;
let pages = 0;

async function lane(): Promise<void> {
  while (performance.now() < until) {
    const answer = await fetch(page, { headers, redirect: 'manual' });
    const text = await answer.text();
    if (answer.status !== 200 || !text.includes('Orders ')) throw new Error(`The page said ${answer.status}.`);
    pages += 1;
  }
}

await Promise.all(Array.from({ length: atOnce }, lane));
console.log(JSON.stringify({ pages }));
