import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import { playwrightClients } from './smoke/playwright-way.ts';

/** `.js` in the installed package, where everything is compiled. */
const ending = path.extname(import.meta.url);
const own = fileURLToPath(new URL('smoke', import.meta.url));
const ownFile = (name: string) => path.join(own, `${name}${ending}`);
const root = process.env.GATEWRIGHT_ROOT ?? process.cwd();
const theirs = path.join(root, 'smoke');
const examples = path.join(own, 'examples');

/**
 * What these specs say, `gatewright smoke` computes by itself from the recorded exchanges: where nobody reads Playwright's own
 * report only people's own specs are run, which saves a worker's start and some 20 ms a test.
 */
const judgedAnyway = ['contract', 'cors', 'proxy-format', 'routing'].map((name) => ownFile(`${name}.spec`));
const unread = process.env.GATEWRIGHT_UNREAD === '1';

/**
 * The command starts Playwright under tsx, which transpiles all but the specs; Playwright's Babel would do it once more, for a
 * second and a half before a machine's first run.
 */
const byTsx = /\btsx\b/.test(process.env.NODE_OPTIONS ?? '');

/**
 * `npx playwright test` by itself runs against what variables and config name, in this checkout a local gateway; `gatewright smoke`
 * names a run's folder in GATEWRIGHT_RUN_DIR. Every request is sent in the global setup, once; tests only judge. A project's own
 * configuration may begin with this one (`gatewright/playwright/config`), from wherever it is: paths are absolute.
 */
export default defineConfig({
  globalSetup: ownFile('global-setup'),
  globalTeardown: ownFile('global-teardown'),
  build: { external: byTsx ? [path.join(own, '../src/**'), path.join(own, '!(*.spec).ts')] : [] },
  outputDir: path.join(process.env.GATEWRIGHT_RUN_DIR ?? path.join(root, 'test-results'), 'playwright'),
  reporter: [['list'], [ownFile('spec-reporter')]],
  use: playwrightClients(process.env),
  fullyParallel: true,
  // A test takes milliseconds: a second worker would start for longer than it helps.
  workers: 1,
  projects: [
    {
      name: 'gatewright',
      testDir: own,
      testMatch: `*.spec${ending}`,
      testIgnore: [`${examples}/**`, ...(unread ? judgedAnyway : [])],
    },
    ...(theirs !== own && existsSync(theirs) ? [{ name: 'project', testDir: theirs }] : []),
    // Worked examples, which are about the contracts of this checkout.
    ...(theirs === own && !unread ? [{ name: 'examples', testDir: examples }] : []),
  ],
});
