/** The product's own work in a route handler of Next: an app of one route, built for production in a folder of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const nextProgram = join(root, 'node_modules/next/dist/bin/next');
/** What the handler calls, and by what names. */
const parts = ['lib', 'db', 'package.json'];

const external = ['better-sqlite3', 'pg', 'pino', 'undici', 'bson'];
const config = `export default ${JSON.stringify({ serverExternalPackages: external, typescript: { ignoreBuildErrors: true } })};`;
const layout = `export default function Layout({ children }) { return <html><body>{children}</body></html>; }`;

/** Makes and builds it. Answers the words that start it at a port. */
export async function buildNextRoute(folder: string): Promise<(port: number) => readonly string[]> {
  const route = join(folder, 'app/v1/credentials/[id]/token');
  mkdirSync(route, { recursive: true });
  cpSync(join(import.meta.dirname, 'token-next/route.ts'), join(route, 'route.ts'));
  for (const part of parts) cpSync(join(root, part), join(folder, part), { recursive: true });
  writeFileSync(join(folder, 'app/layout.jsx'), layout);
  writeFileSync(join(folder, 'next.config.mjs'), config);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const build = spawn(process.execPath, [nextProgram, 'build', '--webpack'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  });
  const [code] = (await once(build, 'close')) as [number | null];
  if (code !== 0) throw new Error(`The route handler was not built: ${code}.`);
  return (port) => [nextProgram, 'start', folder, '-p', String(port), '-H', '127.0.0.1'];
}
