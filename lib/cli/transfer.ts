import type { Command } from 'commander';
import type { Run } from './main.ts';

export function addTransfer(_program: Command, _run: Run): void {}
