type Answers = Readonly<Record<string, string | readonly string[]>>;

/** NODE_OPTIONS that load the preload with these names; see preload.mjs for what an answer may be. */
export function preloadOptions(hosts: Answers, port = 0): string {
  const preload = new URL('preload.mjs', import.meta.url);
  preload.searchParams.set('hosts', JSON.stringify(hosts));
  preload.searchParams.set('port', String(port));
  return `--import ${preload.href}`;
}
