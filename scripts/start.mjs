/** `npm start`, `npm run dev`: everything from a bare clone to a running Keyhaven. */
import { runOnRightNode } from './bootstrap.mjs';

await runOnRightNode('serve.ts');
