/** `npm test`: everything from a bare clone to the last line of numbers. */
import { runOnRightNode } from './bootstrap.mjs';

await runOnRightNode('run-tests.ts');
