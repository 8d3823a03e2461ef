#!/usr/bin/env node
/** The command line: `keyhaven --help`. Runs on the Node that came with the packages, whichever one began it. */
import { runOnRightNode } from './bootstrap.mjs';

// Files are named as seen from where the command stands. npm's own word is where npm was begun, which is elsewhere when a
// script of it has gone to another folder.
process.env.INIT_CWD = process.cwd();
await runOnRightNode('keyhaven.ts');
