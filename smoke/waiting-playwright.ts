import { createRequire } from 'node:module';
import type { Start } from './playwright-process.ts';

/**
 * A process that has loaded Playwright and the gate's own code before anybody knows what to send, and then becomes what
 * `playwright test` is. It ends with whoever started it.
 */
const require = createRequire(import.meta.url);
const cli = require.resolve('@playwright/test/cli');
const alone = () => process.exit();
process.once('disconnect', alone);
const asked = new Promise<Start>((resolve) => process.once('message', resolve));

createRequire(cli)('playwright/lib/program');
await import('./global-setup.ts');

const { typed, cwd, env } = await asked;
process.off('disconnect', alone);
process.disconnect();
for (const name of Object.keys(process.env)) if (!Object.hasOwn(env, name)) delete process.env[name];
Object.assign(process.env, env);
process.chdir(cwd);
process.argv = [process.execPath, cli, ...typed];
require(cli);
