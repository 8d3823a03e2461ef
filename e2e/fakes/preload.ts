type Answers = Readonly<Record<string, string | readonly string[]>>;

/** NODE_OPTIONS that load the preload with these names; see preload.mjs for what an answer may be. */
export function preloadOptions(hosts: Answers, port = 0): string {
  const module = new URL('preload.mjs', import.meta.url);
  module.searchParams.set('hosts', JSON.stringify(hosts));
  module.searchParams.set('port', String(port));
  return `--import ${module.href}`;
}
