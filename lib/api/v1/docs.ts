import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Hono } from 'hono';
import type { ApiEnv } from '../request.ts';

/** The document for people to read. All of it comes from here, and nothing that was not written beforehand runs. */
const guard = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Keyhaven API</title>
<link rel="icon" href="docs/favicon.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="docs"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
`;

const start = `SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#docs',
  validatorUrl: null,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
});
`;

const resolve = createRequire(import.meta.url).resolve;
const fileOf = (name: string) => readFile(resolve(`swagger-ui-dist/${name}`));

const files: Readonly<Record<string, { type: string; read: () => Promise<Uint8Array> }>> = {
  'start.js': { type: 'text/javascript; charset=utf-8', read: async () => Buffer.from(start) },
  'swagger-ui-bundle.js': {
    type: 'text/javascript; charset=utf-8',
    read: () => fileOf('swagger-ui-bundle.js'),
  },
  'swagger-ui.css': { type: 'text/css; charset=utf-8', read: () => fileOf('swagger-ui.css') },
  'favicon.png': { type: 'image/png', read: () => fileOf('favicon-32x32.png') },
};

export function docsApi() {
  const app = new Hono<ApiEnv>();
  app.get('/docs', (c) => c.html(page, 200, { 'content-security-policy': guard }));
  for (const [name, { type, read }] of Object.entries(files))
    app.get(`/docs/${name}`, async (c) => c.body(new Uint8Array(await read()), 200, { 'content-type': type }));
  return app;
}
