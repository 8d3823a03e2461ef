import { createHash } from 'node:crypto';
import { apiRefusal } from '../refusal.ts';
import type { ApiContext } from '../request.ts';

const style = `:root{color-scheme:light dark}
body{margin:0;min-height:100vh;display:grid;place-items:center;font:16px/1.5 system-ui,sans-serif;background:light-dark(#f2f5f4,#0b1417);color:light-dark(#10252b,#e6eeee)}
main{max-width:28rem;padding:24px}
h1{margin:0 0 8px;font-size:20px;line-height:28px}
p{margin:0;color:light-dark(#3f5459,#b3c3c5)}
small{display:block;margin-top:16px;color:light-dark(#586b70,#92a6aa)}`;

const styleHash = createHash('sha256').update(style).digest('base64');
const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => escapes[sign] ?? sign);

/**
 * For a person whose sign-in cannot go on, where nobody else can be told: our own sentence, nothing of what was sent, and
 * nothing that runs.
 */
export function browserRefusal(c: ApiContext, error: unknown): Response | Promise<Response> {
  const { status, code, message, retryAfterSeconds } = apiRefusal(error, c.var.requestId);
  const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sign-in</title><style>${style}</style></head>
<body><main><h1>This sign-in cannot go on</h1><p>${escaped(message)}</p><small>${code} · ${c.var.requestId}</small></main></body>
</html>
`;
  c.header('Content-Security-Policy', policy);
  if (retryAfterSeconds !== null) c.header('Retry-After', String(retryAfterSeconds));
  return c.html(page, status);
}
