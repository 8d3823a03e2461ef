/** `npm run engine`: the listener for machines and the jobs, without a dashboard. */
import { runOnRightNode } from './bootstrap.mjs';

await runOnRightNode('engine.ts');
