import { realpathSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Flags of Node's permission model for a driver's process: it reads the code it runs and nothing else (not the data
 * directory, not the root key), writes nothing, and starts no process, worker or native add-on. Against mistakes of a
 * driver, not against the operating system's user.
 * @param rootDir where `lib` and `node_modules` are
 * @param nodeOptions what the process is given as NODE_OPTIONS; modules it loads first have to be read
 */
export function driverPermissions(rootDir: string, nodeOptions = ''): readonly string[] {
  const code = [join(rootDir, 'lib') + sep, join(rootDir, 'node_modules') + sep, join(rootDir, 'package.json')];
  const preloads = [...nodeOptions.matchAll(/(?:--import|--require|-r)[= ]"?(?<module>[^\s"]+)/g)]
    .map((match) => match.groups?.['module'] ?? '')
    .filter((module) => /^(?:file:|\.|\/)/.test(module))
    .map((module) => dirname(module.startsWith('file:') ? fileURLToPath(module) : resolve(rootDir, module)) + sep);
  const readable = new Set([...code, ...preloads].flatMap((path) => [path, real(path)]));
  // From Node 25 on, the network needs a permission too.
  const network = process.allowedNodeEnvironmentFlags.has('--allow-net') ? ['--allow-net'] : [];
  return ['--permission', ...[...readable].map((path) => `--allow-fs-read=${path}`), ...network];
}

/** What it may know of our environment: how to run and whom to trust. */
const passedOn = /^(?:PATH|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|SSL_CERT_\w+)$/;

/** The whole environment of a driver's process: no key, no database, none of the settings a driver reads by itself. */
export function driverEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  allow: readonly string[],
): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => passedOn.test(name));
  return { ...Object.fromEntries(kept), NODE_ENV: 'production', OUTBOUND_ALLOW: allow.join(',') };
}

/** Where a link leads; permissions are asked for there. */
function real(path: string): string {
  try {
    return realpathSync(path) + (path.endsWith(sep) ? sep : '');
  } catch {
    return path;
  }
}
