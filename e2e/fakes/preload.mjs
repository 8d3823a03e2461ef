/**
 * Loaded with `node --import` into programs under test. It replaces name resolution, and the privileged port of the
 * fakes, and nothing else: names in `hosts` get a loopback address, 127.77.0.x:443 leads to
 * `port`, and nothing reaches the internet. Trust comes from NODE_EXTRA_CA_CERTS.
 *
 * What it answers stands in its own address (see preload.ts), so a child that is given NODE_OPTIONS has it too.
 * `hosts` is JSON, name to answer. An answer is an address or several with commas; a list of answers is
 * given one a lookup, the last for ever. `*.example.com` stands for every name below.
 */
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

const given = new URL(import.meta.url).searchParams;
const hosts = new Map(Object.entries(JSON.parse(given.get('hosts') ?? '{}')));
const fakePort = Number(given.get('port') ?? 0);

/** What was asked for, for tests: `globalThis[Symbol.for('keyhaven.fakes')]`. */
const record = { lookups: [], connects: [] };
globalThis[Symbol.for('keyhaven.fakes')] = record;

// oxlint-disable-next-line typescript/unbound-method -- called with the socket it was taken from
const real = { lookup: dns.lookup, lookupPromise: dns.promises.lookup, connect: net.Socket.prototype.connect };
const isLeftAlone = (name) => !name || name === 'localhost' || net.isIP(name) !== 0;
const isLoopback = (address) => /^127\.|^::1$/.test(address);

const failed = (code, syscall, name) =>
  Object.assign(new Error(`${syscall} ${code} ${name}`), { code, errno: code, syscall, hostname: name });

/** The entry of a name: its own, or that of `*.` and a name above it. */
function keyOf(name) {
  const plain = name.toLowerCase().replace(/\.$/, '');
  if (hosts.has(plain)) return plain;
  const above = `*.${plain.split('.').slice(1).join('.')}`;
  return hosts.has(above) ? above : null;
}

function answerOf(name, isUsedUp) {
  const key = keyOf(name);
  if (key === null) return [];
  const answers = [hosts.get(key)].flat();
  if (isUsedUp && answers.length > 1) hosts.set(key, answers.slice(1));
  return answers[0].split(',').map((address) => ({ address, family: net.isIP(address) }));
}

function lookUp(name, options) {
  record.lookups.push(name);
  const family = typeof options === 'number' ? options : Number(String(options?.family ?? 0).replace('IPv', ''));
  const found = answerOf(name, true).filter((one) => family === 0 || one.family === family);
  if (found.length === 0) throw failed('ENOTFOUND', 'getaddrinfo', name);
  return found;
}

dns.lookup = function lookup(name, options, callback) {
  const done = typeof options === 'function' ? options : callback;
  const given = typeof options === 'function' ? {} : options;
  if (isLeftAlone(name)) return real.lookup(name, given, done);
  process.nextTick(() => {
    try {
      const found = lookUp(name, given);
      if (given?.all) done(null, found);
      else done(null, found[0].address, found[0].family);
    } catch (error) {
      done(error);
    }
  });
  return {};
};

dns.promises.lookup = async function lookup(name, options) {
  if (isLeftAlone(name)) return real.lookupPromise(name, options);
  const found = lookUp(name, options);
  return options?.all ? found : found[0];
};

/** Questions that go straight to a name server have no answer here. */
function refuseQueries(object, isPromise) {
  for (const method of Object.getOwnPropertyNames(object)) {
    if (!/^(resolve|reverse)/.test(method)) continue;
    object[method] = (name, ...rest) => {
      record.lookups.push(name);
      const error = failed('ENOTFOUND', method, name);
      if (isPromise) return Promise.reject(error);
      return process.nextTick(() => rest.at(-1)(error));
    };
  }
}

for (const { object, isPromise } of [
  { object: dns, isPromise: false },
  { object: dns.Resolver.prototype, isPromise: false },
  { object: Object.getPrototypeOf(dns.Resolver.prototype), isPromise: false },
  { object: dns.promises, isPromise: true },
  { object: dns.promises.Resolver.prototype, isPromise: true },
]) {
  refuseQueries(object, isPromise);
}

/** `connect` takes (port, host), (options), and from inside Node one list of [options, callback]. */
function readTarget(args) {
  const first = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (typeof first === 'object' && first !== null) return first;
  return { port: first, host: typeof args[1] === 'string' ? args[1] : undefined };
}

function withTarget(args, options) {
  if (Array.isArray(args[0])) {
    args[0][0] = options;
    return args;
  }
  const callback = args.findLast((one) => typeof one === 'function');
  return callback ? [options, callback] : [options];
}

net.Socket.prototype.connect = function connect(...args) {
  const target = readTarget(args);
  if (target.path || Number.isNaN(Number(target.port))) return real.connect.apply(this, args);
  const host = target.host || 'localhost';
  record.connects.push(`${host}:${target.port}`);
  const address = isLeftAlone(host) ? host : answerOf(host, false)[0]?.address;
  if (address?.startsWith('127.77.0.') && Number(target.port) === 443 && fakePort > 0) {
    return real.connect.apply(this, withTarget(args, { ...target, host: '127.0.0.1', port: fakePort }));
  }
  if (address && net.isIP(address) !== 0 && !isLoopback(address)) {
    process.nextTick(() => this.destroy(failed('ENETUNREACH', 'connect', address)));
    return this;
  }
  return real.connect.apply(this, args);
};

syncBuiltinESMExports();
