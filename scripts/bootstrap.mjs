/**
 * From a bare clone to the right Node. Plain JavaScript without dependencies: it runs on whatever Node is installed,
 * before anything else is.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = resolve(import.meta.dirname ?? '.', '..');
const modules = join(root, 'node_modules');
const lockFile = join(root, 'package-lock.json');
const stampFile = join(modules, '.keyhaven-lock');

/** npm itself and this file need it. */
const oldest = [20, 19];
/** Runs TypeScript from source; better-sqlite3 ends an older one without a word. */
const needed = [22, 19];

/**
 * Installs what is missing, then runs a TypeScript program of this folder on the Node that came with the packages.
 * @param {string} program a file name in scripts/
 */
export async function runOnRightNode(program) {
  process.chdir(root);
  if (!isAtLeast(process.versions.node, oldest)) {
    stop(`Node ${process.versions.node} is too old: ${oldest.join('.')} or newer is needed to begin.`);
  }
  if (!isInstalled()) install();
  const node = rightNode();
  const file = join(root, 'scripts', program);
  if (realpathSync(node) === realpathSync(process.execPath)) await import(pathToFileURL(file).href);
  else hand(node, [file, ...process.argv.slice(2)]);
}

/** A stamp of ours, or, where npm was run by hand, npm's own record newer than the lock file. */
function isInstalled() {
  const record = join(modules, '.package-lock.json');
  if (!existsSync(record)) return false;
  if (existsSync(stampFile)) return readFileSync(stampFile, 'utf8') === lockHash();
  return statSync(record).mtimeMs >= statSync(lockFile).mtimeMs;
}

const lockHash = () => createHash('sha256').update(readFileSync(lockFile)).digest('hex');

/** What goes in and comes out of the program is not for npm: a key may be in the one, an answer in the other. */
function install() {
  console.error('Installing packages (npm ci) …');
  const { status } = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) stop('npm ci failed; what it said is above.');
  writeFileSync(stampFile, lockHash());
}

/** The packages bring a Node 24 for Linux; elsewhere the installed one must do. */
function rightNode() {
  for (const node of [join(modules, '.bin', 'node'), process.execPath]) {
    if (!existsSync(node)) continue;
    const { stdout } = spawnSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' });
    if (stdout && isAtLeast(stdout.trim(), needed)) return node;
  }
  return stop(
    `Node ${process.versions.node} is too old, and no Node comes with the packages for ${process.platform}-${process.arch}: ` +
      `install Node ${needed.join('.')} or newer.`,
  );
}

/** @param {string} node @param {string[]} words */
function hand(node, words) {
  const path = `${join(modules, '.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH ?? ''}`;
  const child = spawn(node, words, { cwd: root, stdio: 'inherit', env: { ...process.env, PATH: path } });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    // Ends as it did, so that a shell ends its loop as well; the first program of a container cannot, and says it so.
    process.exitCode = 128 + constants.signals[signal];
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** @param {string} version @param {number[]} least */
function isAtLeast(version, least) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > (least[0] ?? 0) || (major === least[0] && minor >= (least[1] ?? 0));
}

/** @param {string} sentence @returns {never} */
function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}
