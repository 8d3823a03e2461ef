/** Joins a database that a dashboard has made, on this machine or another, and becomes the engine. */
import { databaseName } from '#db/client.ts';
import { env } from '#lib/env.ts';
import { joinInstallation } from '#lib/installation/commands.ts';
import { platformVersion } from '#lib/version.ts';
import { checkBeforeEngine } from './checks-before-start.ts';

try {
  await checkBeforeEngine('npm run engine');
  await joinInstallation();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
console.log(
  `\nKeyhaven ${platformVersion}, the engine alone\n  Address      ${env.apiAddress}\n  Data         ${databaseName()}\n`,
);
await import('../engine.ts');
